import type { Deployment } from './deployment.ts'
import { connectTo } from './past-the-fence.ts'

/** Something that is locked in a database, so that whoever comes after waits there: a moment that lasts as long as a test needs it. */
interface Held {
  /** So many wait for each other or for this. */
  waiting(): Promise<number>
  release(): Promise<void>
}

/** Takes a lock by a statement, as maintenance in a data database or as the owner of the tables in the control database. */
export async function hold(
  { adminUrl }: Pick<Deployment, 'adminUrl'>,
  { text, values = [], database }: { text: string; values?: unknown[]; database?: string },
): Promise<Held> {
  const role = database ? 'tenantry_maintenance' : 'tenantry_owner'
  const client = await connectTo(adminUrl, { ...(database && { database }), role })
  await client.query('begin')
  await client.query(text, values)
  return {
    waiting: async () => {
      // Within a transaction what was seen once of the others would be seen for ever.
      await client.query('select pg_stat_clear_snapshot()')
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
      )
      return rows[0]!.count
    },
    release: () => client.end(),
  }
}
