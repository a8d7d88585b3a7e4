import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Which process uses a data folder, for the sentence that a second one prints. */
interface Holder {
  pid: number
  /** `start`, or the command that started PostgreSQL for its own length. */
  command: string
}

interface FolderLock {
  release(): Promise<void>
}

/**
 * One process per data folder. The lock is something the operating system takes back when its holder dies,
 * however it dies: a file with a process id in it would outlive a kill -9 and then name a stranger.
 */
export async function takeLock(folder: string, command: string): Promise<FolderLock | undefined> {
  const lock = process.platform === 'darwin' ? lockFile(folder) : await listenOn(lockName(folder))
  if (lock) writeFileSync(holderFile(folder), JSON.stringify({ pid: process.pid, command } satisfies Holder))
  return lock
}

/** Who holds the lock, as far as it has said so. */
export function findHolder(folder: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(folder), 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function holderFile(folder: string) {
  return join(folder, 'holder.json')
}

/** An abstract socket on Linux, a named pipe on Windows: bound by one process at most, gone with it. */
function lockName(folder: string) {
  const hash = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)
  return process.platform === 'win32' ? `\\\\.\\pipe\\tenantry-${hash}` : `\0tenantry-${hash}`
}

function listenOn(name: string): Promise<FolderLock | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined)
      else reject(error)
    })
    server.listen({ path: name }, () => {
      server.unref()
      resolve({ release: () => new Promise((done) => server.close(() => done())) })
    })
  })
}

/** O_EXLOCK, which macOS has and Node does not name. */
const exclusive = 0x20

function lockFile(folder: string): FolderLock | undefined {
  try {
    const flags = constants.O_CREAT | constants.O_RDWR | constants.O_NONBLOCK | exclusive
    const file = openSync(join(folder, 'lock'), flags, 0o600)
    return { release: async () => closeSync(file) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}
