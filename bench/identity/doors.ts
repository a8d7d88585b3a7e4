import { setTimeout } from 'node:timers/promises'
import { openTenancy } from '@tenantry/tenancy'
import { createAccount, findAccountByEmail } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { addMember } from '#platform/members/members.ts'
import { median } from '../http/http.ts'
import { load, type Target } from '../http/load.ts'
import type { World } from '../http/world.ts'
import { ask } from './ask.ts'

/** Where somebody may try addresses, and what he sends there. */
const doors = {
  'sign in': { path: '/session', body: (email: string) => ({ email, password: 'not the password at all' }) },
  'access token': {
    path: '/tokens',
    body: (email: string) => ({ email, password: 'not the password at all' }),
  },
  'forgotten password': { path: '/password-links', body: (email: string) => ({ email }) },
}

/** Answers the status. */
const knock = ({ tenants }: World, port: number, { path, body }: { path: string; body: object }) =>
  ask(port, `/clinic/${tenants[0]!.slug}/api${path}`, body).then(({ status }) => status)

/**
 * Can one tell by the time whether an address is known? Known and unknown ones are tried in turns. `share` is how often an
 * unknown one took longer than a known one: 0.5 where the two cannot be told apart, 0 or 1 where each can.
 */
export async function measureEnumeration(world: World, port: number, pairs: number) {
  await makePeople(world, pairs)
  const rows = []
  for (const [door, { path, body }] of Object.entries(doors)) {
    const millis: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
    const statuses: Record<'known' | 'unknown', Set<number>> = { known: new Set(), unknown: new Set() }
    const measure = async (kind: 'known' | 'unknown', email: string) => {
      const start = performance.now()
      statuses[kind].add(await knock(world, port, { path, body: body(email) }))
      millis[kind].push(performance.now() - start)
    }
    for (let pair = 0; pair < pairs; pair++) {
      await measure('known', emailOf('known', pair))
      await measure('unknown', emailOf('nobody', pair))
    }
    const answers = [...statuses.known].join() === [...statuses.unknown].join()
    rows.push({
      door,
      pairs,
      statuses: [...statuses.known].join(' '),
      'same answers': answers,
      'known ms p10 / p50 / p90': figuresOf(millis.known),
      'unknown ms p10 / p50 / p90': figuresOf(millis.unknown),
      share: Number(shareOfLonger(millis.unknown, millis.known).toFixed(2)),
    })
  }
  return rows
}

const emailOf = (who: string, at: number) => `${who}-${at}@tenantry.test`

/** As many members as there are tries, since the tries of one are counted wherever they come from. */
async function makePeople({ databaseUrl, masterKey, tenants, password }: World, count: number) {
  const tenancy = await openTenancy({ databaseUrl, masterKey: Buffer.from(masterKey, 'base64') })
  const passwordHash = await hashPassword(password)
  await tenancy.control<IdentityTables>().run(async (tx) => {
    for (let at = 0; at < count; at++) {
      // A world that was kept has them already.
      if (await findAccountByEmail(tx, emailOf('known', at))) continue
      const accountId = await createAccount(tx, { email: emailOf('known', at), name: 'Known', passwordHash })
      await addMember(tx, { tenantId: tenants[0]!.id, accountId, roles: ['viewer'] })
    }
  })
  await tenancy.close()
}

function figuresOf(values: number[]) {
  const sorted = values.toSorted((one, other) => one - other)
  return [0.1, 0.5, 0.9].map((part) => sorted[Math.floor(part * sorted.length)]!.toFixed(1)).join(' / ')
}

/** Of all pairs, those in which the first is the longer one (Mann and Whitney's U over its greatest value). */
function shareOfLonger(ones: number[], others: number[]): number {
  let longer = 0
  for (const one of ones) for (const other of others) longer += one > other ? 1 : one === other ? 0.5 : 0
  return longer / (ones.length * others.length)
}

/** What a flood of sign-ins makes of the requests of people who are in: their p99 with it over that without. */
export async function measureFlood(world: World, target: Target, { rounds, requests }: Rounds) {
  const calm: number[] = []
  const flooded: number[] = []
  let tries = 0
  const knockedBy = async (many: number) => {
    while (tries < many) await setTimeout(20)
  }
  const list = () => load(world, target, { operation: 'list', connections: 8, requests, perSecond: 60 })
  await list()
  for (let round = 0; round < rounds; round++) {
    calm.push((await list()).p99)
    let flooding = true
    const flood = Array.from({ length: 64 }, async (_, at) => {
      while (flooding) {
        const email = `flood-${at}-${++tries}@tenantry.test`
        await knock(world, target.port, { ...doors['sign in'], body: doors['sign in'].body(email) })
      }
    })
    // With all of them at the door at once it begins; that moment is not what it is like in the middle.
    await knockedBy(tries + 128)
    flooded.push((await list()).p99)
    flooding = false
    await Promise.all(flood)
  }
  const times = median(flooded.map((each, at) => each / calm[at]!))
  return {
    rounds,
    'sign-ins tried': tries,
    'p99 ms without': median(calm),
    'p99 ms with': median(flooded),
    'times as long': Number(times.toFixed(2)),
    'met below': 2,
  }
}

interface Rounds {
  rounds: number
  requests: number
}
