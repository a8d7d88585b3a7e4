import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Actor, type AnyTenantReader, newId, openFleet, openTenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { customerStatement } from '#apps/store/counter/counter.ts'
import { listCustomers } from '#apps/store/customers/list-customers.ts'
import { readDashboard } from '#apps/store/dashboard/dashboard.ts'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { startLocalPostgres } from '#server/local/local-postgres.ts'
import { migrationModules } from '#server/modules.ts'
import { withClient } from '../http/with-client.ts'
import { makePlainLogin } from '../http/world.ts'
import { saveReport } from '../report.ts'
import { seedBooks } from './seed-books.ts'

const actor: Actor = { kind: 'system', name: 'bench' }
const bars = { dashboard: 50, statement: 30 }

/** What a shop with a million entries waits for, one of a thousand in the pool. */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const shops = quick ? 100 : 1_000
  const big = quick ? { customers: 500, transactions: 25_000 } : { customers: 5_000, transactions: 500_000 }
  const small = { customers: 20, transactions: 100 }
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-store-'))
  const postgres = await startLocalPostgres({ dataFolder: folder, command: 'bench', report: say })
  const masterKey = Buffer.alloc(32, 1)
  const fleet = openFleet({ adminUrl: postgres.adminUrl, masterKey, modules: migrationModules })
  await fleet.migrate()
  const first = {
    slug: 'shop-1',
    app: 'store',
    name: 'Shop 1',
    plan: 'enterprise',
    placement: 'pool',
  } as const
  const { id, placement } = await fleet.provision(first)
  const others = Array.from({ length: shops - 1 }, newId)
  await withClient(postgres.adminUrl, async (control) => {
    await control.query('set role tenantry_owner')
    await control.query(
      `insert into control.tenants (id, slug, app, name, plan, placement, status, database_id)
       select id, 'shop-' || no + 1, 'store', 'Shop ' || no + 1, 'enterprise', 'pool', 'active', $2
         from unnest($1::uuid[]) with ordinality as made (id, no)`,
      [others, placement.databaseId],
    )
  })
  say(`seeding ${big.transactions + others.length * small.transactions} transactions of ${shops} shops`)
  const books = [{ tenantId: id, ...big }, ...others.map((tenantId) => ({ tenantId, ...small }))]
  await withClient(await makePlainLogin(postgres.adminUrl), (client) => seedBooks(client, books))
  await settle(postgres.adminUrl)
  const tenancy = await openTenancy({
    databaseUrl: postgres.databaseUrl,
    masterKey,
    modules: migrationModules,
  })
  try {
    const tenant = tenancy.directory.bySlug('shop-1')!
    const read = <T>(work: (db: AnyTenantReader) => Promise<T>) =>
      tenancy.tables<unknown>().read(tenant, actor, work, { timeoutMs: 10 * 60_000 })
    const customers = await read((db) =>
      db
        .raw<{ id: string }>(
          sql`select id from store.customers where tenant_id = ${db.tenantId} order by id limit 100`,
        )
        .execute(),
    )
    const customerOf = (n: number) => customers[n % customers.length]!.id
    const rows = [
      { what: 'dashboard', bar: bars.dashboard, ...(await timed(() => read(readDashboard))) },
      {
        what: 'statement, first page',
        bar: bars.statement,
        ...(await timed((n) => read((db) => customerStatement(db, customerOf(n), { limit: 50 })))),
      },
      {
        what: 'statement of one month',
        bar: bars.statement,
        ...(await timed((n) =>
          read((db) => customerStatement(db, customerOf(n), { from: '2026-05-01', to: '2026-05-31' })),
        )),
      },
      {
        what: 'customers by balance',
        ...(await timed(() => read((db) => listCustomers(db, { sort: 'balance' })))),
      },
    ]
    const differences = (await read(checkLedger)).length
    saveReport('store', { quick, load: loadavg()[0], shops, big, small, differences, rows })
    console.table(rows)
    say(`differences between the entries and what is kept beside them: ${differences}`)
  } finally {
    await tenancy.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As autovacuum leaves tables that have been there for a while. */
async function settle(adminUrl: string) {
  const url = new URL(adminUrl)
  url.pathname += '_pool'
  await withClient(url.href, async (pool) => {
    await pool.query('set role tenantry_owner')
    await pool.query(
      `vacuum (analyze) core.ledger_accounts, core.ledger_transactions, core.ledger_entries, core.ledger_days,
         core.ledger_dues, core.ledger_open_days, store.customers, store.occupancies, store.receipts`,
    )
  })
}

/** Milliseconds; the first runs, which plan and warm up, do not count. */
async function timed(work: (n: number) => Promise<unknown>) {
  const times: number[] = []
  for (let n = -10; n < 100; n++) {
    const begun = performance.now()
    await work(Math.abs(n))
    if (n >= 0) times.push(performance.now() - begun)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => Number(times[Math.floor(times.length * share)]!.toFixed(1))
  return { 'p10 ms': at(0.1), 'median ms': at(0.5), 'p90 ms': at(0.9) }
}
