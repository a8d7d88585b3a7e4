import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** The test file of the European Institute for Computer Antivirus Research, made up here so that no scanner finds this one. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

export interface ClamdPeer {
  host: string
  port: number
  /** How many bytes were scanned in each conversation. */
  scanned: number[]
  /** What it does to the next conversations, one each. */
  next(...moods: ('hang up' | 'limit')[]): void
  close(): Promise<void>
}

/** A scanner that speaks clamd's protocol, and knows one virus. */
export async function startClamdPeer(): Promise<ClamdPeer> {
  const scanned: number[] = []
  const moods: ('hang up' | 'limit')[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    void converse(socket).catch(() => socket.destroy())
  })

  async function converse(socket: Socket) {
    const mood = moods.shift()
    let waiting = Buffer.alloc(0)
    let stream: Buffer | undefined
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      if (mood === 'hang up') return void socket.destroy()
      waiting = Buffer.concat([waiting, chunk])
      if (!stream) {
        const end = waiting.indexOf(0)
        if (end < 0) continue
        if (waiting.subarray(0, end).toString() !== 'zINSTREAM') return void socket.end('UNKNOWN COMMAND\0')
        waiting = waiting.subarray(end + 1)
        stream = Buffer.alloc(0)
      }
      while (waiting.length >= 4) {
        const length = waiting.readUInt32BE(0)
        if (waiting.length < 4 + length) break
        if (length === 0) {
          scanned.push(stream.length)
          return void socket.end(stream.includes(eicar) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0')
        }
        stream = Buffer.concat([stream, waiting.subarray(4, 4 + length)])
        waiting = waiting.subarray(4 + length)
        if (mood === 'limit') return void socket.end('INSTREAM size limit exceeded. ERROR\0')
      }
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    scanned,
    next: (...more) => void moods.push(...more),
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
