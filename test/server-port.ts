import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that Linux, macOS and Windows give to outgoing connections by themselves (from 32,768 or 49,152). */
const lowest = 18_000
const highest = 32_767

/**
 * A port for a server that listens later, or is killed and starts again at the same address. A port that the system picks may by
 * then be the near end of somebody's connection to a database, of which tests open hundreds.
 */
export async function serverPort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest + 1)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
