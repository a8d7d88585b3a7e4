import { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes } from 'node:crypto'
import pg from 'pg'
import { databaseNames, isSqlState } from './admin.ts'
import { noticedWithin, withSettings } from './connection-settings.ts'
import { Streams, streamOf } from './silence.ts'

/** The group whose members keep the job queue in the control database, and reach nothing else. */
const jobsGroup = 'tenantry_jobs'

/**
 * The URL of the login that keeps the job queue: one for each control database, `<name>_worker`, with a password derived
 * from the master key, so that nobody has to make or hand over another secret. `role` makes all it creates the group's.
 */
export function workerUrl(databaseUrl: string, masterKey: Buffer): string {
  const { control } = databaseNames(databaseUrl)
  const url = new URL(databaseUrl)
  url.username = loginName(control)
  url.password = passwordOf(control, masterKey)
  url.searchParams.set('options', `-c role=${jobsGroup}`)
  return url.href
}

/** Connections for the job queue's library, which keeps its own tables in the control database. */
export interface WorkerPool extends pg.Pool {
  /** What cuts those of its connections that are silent from now on: see `Streams`. */
  suspect(): () => void
}

/**
 * The session that a worker holds is asked whether the server is there, and finds out sooner; this is for what is silent
 * before or beside it. No statement of the queue takes so long.
 */
const mostSilenceMs = 10_000

export function openWorkerPool(
  url: string,
  { connections, onError }: { connections: number; onError: (error: unknown) => void },
): WorkerPool {
  const pool = new pg.Pool({
    // Its locks say who leads and who is alive: others wait until the server knows that they are nobody's.
    connectionString: withSettings(url, noticedWithin(5)),
    max: connections,
    // Sooner than silence is noticed: what is idle may be silent.
    idleTimeoutMillis: 5_000,
    application_name: 'tenantry worker',
    connectionTimeoutMillis: 1_500,
    keepAlive: true,
  })
  pool.on('error', onError)
  const streams = new Streams()
  pool.on('connect', (client) => {
    // Without a listener of its own, an error on a connection that is lent out would end the process.
    client.on('error', onError)
    const stream = streamOf(client)
    streams.add(stream)
    stream.setTimeout(mostSilenceMs, () => streams.cutAll())
  })
  return Object.assign(pool, { suspect: () => streams.suspect() })
}

/** Ends the pool; a connection that was lost while it was lent out is not waited for. */
export async function closeWorkerPool(pool: WorkerPool): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 2_000)
  })
  await Promise.race([pool.end(), patience])
  clearTimeout(timer)
}

/** Makes the worker's login where it is missing, gives it its password, and lets it into the control database. */
export async function ensureWorkerLogin(
  client: pg.Client,
  controlUrl: string,
  masterKey: Buffer,
): Promise<void> {
  const { control } = databaseNames(controlUrl)
  const login = pg.escapeIdentifier(loginName(control))
  // The verifier, not the password: statements may be logged.
  const password = pg.escapeLiteral(scramVerifier(passwordOf(control, masterKey)))
  await client.query(`create role ${login} login password ${password}`).catch(async (error) => {
    if (!isSqlState(error, '42710', '23505')) throw error
    await client.query(`alter role ${login} login password ${password}`)
  })
  await client.query(`grant ${jobsGroup} to ${login}`)
  await client.query(`grant connect on database ${pg.escapeIdentifier(control)} to ${login}`)
}

function loginName(control: string): string {
  return `${control}_worker`
}

function passwordOf(control: string, masterKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', masterKey, control, 'tenantry worker login', 32)).toString(
    'base64url',
  )
}

/** What PostgreSQL keeps of a password (RFC 5803): the password itself never reaches the server. */
function scramVerifier(password: string): string {
  const iterations = 4096
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
