import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Actor,
  type AnyTenantTx,
  newId,
  openFleet,
  openTenancy,
  type Tenancy,
  type Tenant,
} from '@tenantry/tenancy'
import { sql } from 'kysely'
import { openAccount } from '#platform/ledger/accounts.ts'
import { listAgeing } from '#platform/ledger/ageing.ts'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { postTransaction } from '#platform/ledger/post-transaction.ts'
import { readStatement } from '#platform/ledger/statement.ts'
import { listDayTotals, listOutstanding } from '#platform/ledger/totals.ts'
import { startLocalPostgres } from '#server/local/local-postgres.ts'
import { migrationModules } from '#server/modules.ts'
import { saveReport } from '../report.ts'

const bars = { postingsPerSecond: 1_000, dashboardMs: 50, statementMs: 30 }
const actor: Actor = { kind: 'system', name: 'bench' }
const ownerKind = 'bench.customer'
const writers = 16

/**
 * Purchases over many customers of one tenant against bare inserts of one row in the same kind of transaction, in
 * alternating rounds; then what a dashboard and a statement read of it.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const customers = quick ? 200 : 1_000
  const postings = quick ? 2_000 : 10_000
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-ledger-'))
  chmodSync(folder, 0o755)
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const postgres = await startLocalPostgres({ dataFolder: folder, command: 'bench', report: say })
  const masterKey = Buffer.alloc(32, 1)
  const fleet = openFleet({ adminUrl: postgres.adminUrl, masterKey, modules: migrationModules })
  await fleet.migrate()
  await fleet.provision({ slug: 'shop', app: 'store', name: 'Shop', plan: 'professional', placement: 'pool' })
  const tenancy = await openTenancy({
    databaseUrl: postgres.databaseUrl,
    masterKey,
    modules: migrationModules,
  })
  try {
    const shop = makeShop(tenancy, tenancy.directory.bySlug('shop')!)
    const accountIds = await shop.openAccounts(customers)
    const rounds: { posting: number; insert: number }[] = []
    for (let round = 0; round < (quick ? 3 : 5); round++) {
      rounds.push({
        posting: await perSecond(postings, (n) => shop.buy(accountIds[n % customers]!)),
        insert: await perSecond(postings, (n) => shop.insertBare(accountIds[n % customers]!)),
      })
      say(JSON.stringify(rounds.at(-1)))
    }
    const dashboard = await medianMs(() => shop.readDashboard())
    const statement = await medianMs((n) => shop.readStatement(accountIds[n % customers]!))
    const findings = await shop.check()
    const posted = median(rounds.map(({ posting }) => posting))
    const rows = [
      {
        what: 'postings/s',
        measured: Math.round(posted),
        bar: bars.postingsPerSecond,
        met: posted >= bars.postingsPerSecond,
      },
      {
        what: 'of bare inserts',
        measured: Number(median(rounds.map(({ posting, insert }) => posting / insert)).toFixed(2)),
      },
      { what: 'dashboard ms', measured: dashboard, bar: bars.dashboardMs, met: dashboard < bars.dashboardMs },
      { what: 'statement ms', measured: statement, bar: bars.statementMs, met: statement < bars.statementMs },
      { what: 'differences found', measured: findings, bar: 0, met: findings === 0 },
    ]
    saveReport('ledger', {
      quick,
      load: loadavg()[0],
      customers,
      transactions: postings * rounds.length,
      rows,
    })
    console.table(rows)
  } finally {
    await tenancy.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeShop(tenancy: Tenancy, tenant: Tenant) {
  const data = tenancy.tables<unknown>()
  const write = <T>(work: (tx: AnyTenantTx) => Promise<T>) => data.run(tenant, actor, work)
  const day = () =>
    new Date(Date.UTC(2026, 0, 1 + Math.floor(Math.random() * 300))).toISOString().slice(0, 10)
  return {
    openAccounts: async (count: number) => {
      const ids: string[] = []
      for (let n = 0; n < count; n++) {
        const owner = { kind: ownerKind, id: newId() }
        ids.push(
          await write((tx) =>
            openAccount(tx, { owner, kind: 'receivable', currency: 'INR', creditLimitMinor: null }),
          ),
        )
      }
      return ids
    },
    buy: async (accountId: string) => {
      const effectiveOn = day()
      const paid = Math.random() < 0.45
      const own = { account: { id: accountId }, amountMinor: 100, currency: 'INR' }
      const other = { account: { system: paid ? 'cash' : 'sales' }, amountMinor: 100, currency: 'INR' }
      await write((tx) =>
        postTransaction(tx, {
          id: newId(),
          kind: paid ? 'payment' : 'purchase',
          effectiveOn,
          source: 'bench',
          lines: paid
            ? [
                { ...other, side: 'debit' },
                { ...own, side: 'credit' },
              ]
            : [
                { ...own, side: 'debit', dueOn: effectiveOn },
                { ...other, side: 'credit' },
              ],
        }),
      )
    },
    insertBare: (accountId: string) =>
      write((tx) =>
        tx
          .raw(
            sql`insert into core.ledger_requests (tenant_id, id, request_hash)
                values (${tx.tenantId}, ${newId()}, sha256(${accountId}::bytea))`,
          )
          .execute(),
      ),
    readDashboard: () =>
      data.read(tenant, actor, async (db) => {
        await listOutstanding(db, ownerKind)
        await listAgeing(db, { ownerKind }, '2026-11-20')
        await listDayTotals(db, { accountKind: 'receivable', from: '2026-09-20', to: '2026-10-28' })
      }),
    readStatement: (accountId: string) =>
      data.read(tenant, actor, (db) => readStatement(db, { accountId, limit: 50 })),
    // What the bare inserts left is no request of the ledger's.
    check: async () => {
      const found = await data.read(tenant, actor, checkLedger, { timeoutMs: 10 * 60_000 })
      return found.filter(({ fault }) => fault !== 'undecided').length
    },
  }
}

async function perSecond(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (next < count) await work(next++)
    }),
  )
  return (count / (performance.now() - begun)) * 1_000
}

async function medianMs(work: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 60; n++) {
    const begun = performance.now()
    await work(n)
    times.push(performance.now() - begun)
  }
  return Number(median(times).toFixed(1))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
