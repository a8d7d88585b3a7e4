import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDice } from '#server/demo/dice.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { connectTo } from '#test/past-the-fence.ts'
import { getAccount } from './accounts.ts'
import { listAgeing } from './ageing.ts'
import { checkLedger } from './check-ledger.ts'
import { type Ask, type Decision, makeAsker } from './test/asks.ts'
import { LedgerModel } from './test/model.ts'
import { ownerKind, shopOf } from './test/shop.ts'
import { Died, Turns } from './test/turns.ts'

/** Give the seed that a failure printed to play it again. */
const seed = process.env['LEDGER_SEED'] ?? String(Date.now())
const operations = 10_000
const clients = 8
/** Few, so that they meet. */
const accounts = 5
const deathRate = 0.02

const deployment = openDeployment()
const shop = shopOf(deployment, 'shop')
let admin: pg.Client
beforeAll(async () => {
  admin = await connectTo(deployment.adminUrl, { database: shop.tenant.placement.database })
})
afterAll(() => admin.end())

async function countLockWaits(): Promise<number> {
  const { rows } = await admin.query<{ waits: number }>(
    `select count(distinct lock.pid)::int as waits from pg_locks lock
       join pg_stat_activity activity on activity.pid = lock.pid
      where not lock.granted and activity.datname = current_database()`,
  )
  return rows[0]!.waits
}

interface Playing {
  client: number
  ask: Ask
  /** What the model said each time a statement of it had been answered. */
  judged: Decision[]
  seen: number
  outcome?: Decision
  died?: boolean
}

test(`${operations} operations of ${clients} clients, some of which die, leave what the model says (seed ${seed})`, async () => {
  const dice = makeDice(seed)
  const model = new LedgerModel()
  const accountIds: string[] = []
  for (let n = 0; n < accounts; n++) {
    const limit = dice.between(500, 3_000)
    const id = await shop.customer(limit)
    model.open(id, limit)
    accountIds.push(id)
  }
  const think = makeAsker(dice, model, accountIds)
  const turns = new Turns(() => dice.roll(), countLockWaits)
  const playing: (Playing | undefined)[] = Array.from({ length: clients })
  const active = () => playing.filter((each) => each && !each.outcome && !each.died).length
  const decided: { ask: Ask; outcome: Decision }[] = []
  let begun = 0

  const play = (client: number, ask: Ask) => {
    const each: Playing = { client, ask, judged: [], seen: turns.answered.get(client) ?? 0 }
    playing[client] = each
    void shop
      .write(async (tx) => {
        const outcome = await ask.run(turns.gated(tx, client))
        // The commit, too, has its turn.
        await turns.turn(client)
        return outcome
      })
      .then(
        (outcome) => (each.outcome = outcome),
        (error: unknown) => {
          if (error instanceof Died) each.died = true
          else each.outcome = { accepted: false, code: String(error) }
        },
      )
  }

  const judge = ({ ask, outcome, judged }: Playing) => {
    if (outcome!.accepted) {
      expect({ what: ask.what, ...ask.judge() }, `seed ${seed}`).toMatchObject({
        what: ask.what,
        accepted: true,
      })
      ask.apply()
    } else {
      expect(
        judged.map(({ code }) => code),
        `${ask.what}, seed ${seed}`,
      ).toContain(outcome!.code)
    }
    decided.push({ ask, outcome: outcome! })
  }

  while (begun < operations || active() > 0) {
    for (let client = 0; client < clients; client++) {
      const each = playing[client]
      if (each?.died) play(client, each.ask)
      else if (!each && begun < operations) {
        begun++
        play(client, think())
      }
    }
    await turns.settle(active)
    // What has committed comes first: it is what the others' statements waited for.
    for (const each of playing) {
      if (!each?.outcome) continue
      judge(each)
      playing[each.client] = undefined
    }
    for (const each of playing) {
      if (!each || each.died) continue
      const answered = turns.answered.get(each.client) ?? 0
      if (answered > each.seen) each.judged.push(each.ask.judge())
      each.seen = answered
    }
    if (active() > 0) turns.next(deathRate)
  }

  for (const accountId of accountIds) {
    const account = await shop.read((db) => getAccount(db, accountId))
    expect(account, `seed ${seed}`).toMatchObject({
      balanceMinor: model.balance(accountId),
      pendingMinor: model.pending(accountId),
      version: model.account(accountId).entries.length,
    })
    const [ageing] = await shop.read((db) =>
      listAgeing(db, { ownerKind, accountIds: [accountId] }, '2026-11-14'),
    )
    const { dues, advanceMinor } = model.openDues(accountId)
    const notDue = [...dues]
      .filter(([dueOn]) => dueOn >= '2026-11-14')
      .reduce((sum, [, open]) => sum + open, 0)
    expect(ageing?.notDueMinor ?? 0, `seed ${seed}`).toBe(notDue)
    expect(ageing?.advanceMinor ?? 0, `seed ${seed}`).toBe(advanceMinor)
  }
  expect(await shop.read(checkLedger)).toEqual([])
  expect(decided.some(({ outcome }) => !outcome.accepted)).toBe(true)

  // Whoever did not hear the answer asks again, and hears the same.
  for (const { ask, outcome } of decided.slice(-200)) {
    if (/^(void|limit|hold account)/.test(ask.what)) continue
    expect(await shop.write((tx) => ask.run(tx)), `${ask.what}, seed ${seed}`).toEqual(outcome)
  }
  expect(await shop.read(checkLedger)).toEqual([])
}, 1_200_000)
