import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { serverPort } from '#test/server-port.ts'
import { type Deployment, masterKey } from '#test/deployment.ts'

/** A server as people start it, in a process of its own on a deployment's databases, always at the same address. */
export interface KillableServer {
  /** `http://localhost:41234` */
  origin: string
  /** The same of the console. */
  ownerOrigin: string
  start(): Promise<void>
  /** As a power cut does it: nothing is finished and nothing is said. */
  kill(): Promise<void>
  remove(): Promise<void>
}

/** `environment`: further settings, or others than it has here: without an admin login, without a worker. */
export async function makeKillableServer(
  deployment: Pick<Deployment, 'databaseUrl'>,
  environment: NodeJS.ProcessEnv = {},
): Promise<KillableServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-killed-'))
  const [port, ownerPort] = [await serverPort(), await serverPort()]
  const origin = `http://localhost:${port}`
  let server: ChildProcess | undefined
  const kill = async () => {
    const child = server
    server = undefined
    if (!child) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return {
    origin,
    ownerOrigin: `http://localhost:${ownerPort}`,
    start: async () => {
      server ??= spawn(
        process.execPath,
        [join(import.meta.dirname, '../../server/main.ts'), 'start', '--no-demo'],
        {
          env: {
            ...process.env,
            PORT: String(port),
            OWNER_PORT: String(ownerPort),
            DATABASE_URL: deployment.databaseUrl,
            DATABASE_ADMIN_URL: '',
            TENANTRY_DATA: folder,
            TENANTRY_MASTER_KEY: masterKey.toString('hex'),
            WORKER: 'off',
            ...environment,
          },
          stdio: 'ignore',
        },
      )
      const isReady = () =>
        fetch(`${origin}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        )
      await vi.waitUntil(isReady, { timeout: 120_000, interval: 50 })
    },
    kill,
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
