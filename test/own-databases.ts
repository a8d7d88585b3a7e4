import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { connectTo } from './past-the-fence.ts'

export interface Databases {
  databaseUrl: string
  adminUrl: string
  drop(): Promise<void>
}

/** URLs of a control database that does not exist yet, and how to drop whatever was made below its name. */
export async function ownDatabases(word: string): Promise<Databases> {
  const name = `${word}_${randomBytes(5).toString('hex')}`
  const [databaseUrl, adminUrl] = [inject('databaseUrl'), inject('adminUrl')].map((given) => {
    const url = new URL(given)
    url.pathname = `/${name}`
    return url.href
  }) as [string, string]
  return { databaseUrl, adminUrl, drop: () => dropDatabases(name) }
}

async function dropDatabases(name: string) {
  const client = await connectTo(inject('adminUrl'))
  const { rows } = await client.query<{ datname: string; datistemplate: boolean }>(
    `select datname, datistemplate from pg_database where datname = $1 or starts_with(datname, $1 || '_')`,
    [name],
  )
  for (const { datname, datistemplate } of rows) {
    if (datistemplate) await client.query(`alter database ${datname} is_template false`)
    await client.query(`drop database ${datname} with (force)`)
  }
  await client.end()
}
