import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, inject, test } from 'vitest'
import { withAdmin } from './admin.ts'
import { streamOf } from './silence.ts'

const adminUrl = inject('adminUrl')

/** What Linux waits for on a connection of this process: `00` nothing, `01` an answer, `02` to ask whether it is there. */
function timerOf(localPort: number): string | undefined {
  const port = localPort.toString(16).toUpperCase().padStart(4, '0')
  return readFileSync('/proc/self/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, local = '']) => local.endsWith(`:${port}`))?.[5]
    ?.slice(0, 2)
}

test.skipIf(process.platform !== 'linux')(
  'on an admin’s connection, however long its statement takes, the system asks whether the server is there',
  async () => {
    await withAdmin(adminUrl, 'postgres', async (client) => {
      const { localPort } = streamOf(client)
      const slow = client.query('select pg_sleep(60)').catch((error: unknown) => error)
      await expect.poll(() => timerOf(localPort!), { timeout: 20_000 }).toBe('02')
      await withAdmin(adminUrl, 'postgres', (other) =>
        other.query('select pg_terminate_backend($1)', [(client as { processID?: number }).processID]),
      )
      expect(await slow).toMatchObject({ code: '57P01' })
    })
  },
)

test('a server that takes an admin’s connection and says nothing is given up', {
  timeout: 60_000,
}, async () => {
  const held = new Set<Socket>()
  const silent = createServer((socket) => held.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const url = new URL(adminUrl)
  url.host = `127.0.0.1:${(silent.address() as AddressInfo).port}`
  try {
    await expect(withAdmin(url.href, 'postgres', async () => 'connected')).rejects.toThrow(/timeout/)
  } finally {
    for (const socket of held) socket.destroy()
    silent.close()
  }
})
