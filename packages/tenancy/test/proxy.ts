import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Stands between a client and PostgreSQL, counts round trips and can go silent. */
export interface Proxy {
  url: string
  /** How often the client spoke after the server had: one round trip each. */
  roundTrips(): number
  reset(): void
  /** From now on nothing passes in either direction. */
  goSilent(): void
  /** Cuts every connection. */
  cut(): void
  /** Lets the server do what a client asks with this text, and cuts that connection instead of passing the reply on. */
  loseReplyTo(text: string): void
  close(): Promise<void>
}

export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let trips = 0
  let silent = false
  let losing: string | undefined
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    let serverSpokeLast = true
    let lost = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (silent) return
      if (serverSpokeLast) trips++
      serverSpokeLast = false
      if (losing !== undefined && bytes.includes(losing)) {
        losing = undefined
        lost = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (silent) return
      serverSpokeLast = true
      if (lost) client.destroy()
      else client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    roundTrips: () => trips,
    reset: () => {
      trips = 0
    },
    goSilent: () => {
      silent = true
    },
    loseReplyTo: (text) => {
      losing = text
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
