import pg from 'pg'

/** Where a connection leads, to the control database unless another is named, and the role it takes there. */
interface Place {
  database?: string
  role?: string
}

/** Connects past the kernel, as whom the URL names. Whoever connects ends it. */
export async function connectTo(url: string, { database, role }: Place = {}): Promise<pg.Client> {
  const address = new URL(url)
  if (database) address.pathname = `/${database}`
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  if (role) await client.query(`set role ${role}`)
  return client
}

/** Runs SQL past the fence, as maintenance in a data database or as the admin in the control database. */
export async function queryAsAdmin<Row extends pg.QueryResultRow>(
  { adminUrl }: { adminUrl: string },
  place: Place,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = await connectTo(adminUrl, place)
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
