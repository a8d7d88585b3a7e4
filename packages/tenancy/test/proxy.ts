import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Stands between a client and PostgreSQL, counts round trips and can go silent. */
export interface Proxy {
  url: string
  /**
   * How often the client spoke after the server had: one round trip each. A connection that listens is not counted, for it asks
   * every second whether it is still heard.
   */
  roundTrips(): number
  reset(): void
  /** From now on nothing passes in either direction. */
  goSilent(): void
  /** New connections are passed on again; those that were there stay silent, as after a failure of the network. */
  speakAgain(): void
  /** Passes on neither what a client asks with this text nor anything later on that connection. */
  fallSilentAt(text: string): void
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
  let connections = 0
  let silentUpTo = 0
  let losing: string | undefined
  let fallingAt: string | undefined
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    const number = ++connections
    let fallen = false
    const isSilent = () => silent || fallen || number <= silentUpTo
    let serverSpokeLast = true
    let lost = false
    let listens = false
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
      if (fallingAt !== undefined && bytes.includes(fallingAt)) {
        fallingAt = undefined
        fallen = true
      }
      if (isSilent()) return
      listens ||= bytes.includes('listen ')
      if (serverSpokeLast && !listens) trips++
      serverSpokeLast = false
      if (losing !== undefined && bytes.includes(losing)) {
        losing = undefined
        lost = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (isSilent()) return
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
    speakAgain: () => {
      silent = false
      silentUpTo = connections
    },
    loseReplyTo: (text) => {
      losing = text
    },
    fallSilentAt: (text) => {
      fallingAt = text
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
