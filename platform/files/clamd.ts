import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { DomainError } from '#platform/http/domain-error.ts'
import { FileRefused } from './file-refused.ts'
import type { Scanner } from './scanner.ts'

/** How long clamd may be silent: it scans when the last byte is there. */
const silentMs = 120_000
const connectMs = 5_000

/**
 * Scans by a clamd over TCP, with its command INSTREAM: chunks with their length before them, and an empty one at the end.
 * Where it does not answer, or refuses to scan what is too long for it, nothing is kept.
 */
export function makeClamd({ host, port }: { host: string; port: number }): Scanner {
  return {
    begin: async () => {
      const socket = connect({ host, port, timeout: connectMs })
      const failed = failureOf(socket)
      await Promise.race([once(socket, 'connect'), failed])
      socket.setTimeout(silentMs)
      const answer = answerOf(socket)
      // Whoever waits for neither hears of it all the same when he writes.
      answer.catch(() => {})
      const write = async (bytes: Uint8Array) => {
        if (socket.destroyed || !socket.writable) throw unavailable()
        if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), failed])
      }
      await write(Buffer.from('zINSTREAM\0'))
      return {
        write: async (chunk) => {
          const length = Buffer.alloc(4)
          length.writeUInt32BE(chunk.length)
          await write(length)
          await write(chunk)
        },
        finish: async () => {
          await write(Buffer.alloc(4))
          judge(await Promise.race([answer, failed]))
        },
        close: () => void socket.destroy(),
      }
    },
  }
}

/** Rejects as soon as the connection is of no use. */
function failureOf(socket: Socket): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    socket.once('error', (cause) => reject(unavailable(cause)))
    socket.once('timeout', () => {
      socket.destroy()
      reject(unavailable())
    })
  })
  failed.catch(() => {})
  return failed
}

async function answerOf(socket: Socket): Promise<string> {
  let answer = ''
  for await (const chunk of socket) {
    answer += String(chunk)
    if (answer.includes('\0')) break
  }
  return answer.replace(/\0.*$/s, '')
}

function judge(answer: string) {
  if (/^stream: OK$/.test(answer)) return
  if (/^stream: .* FOUND$/.test(answer)) throw new FileRefused('virus')
  throw unavailable(new Error(`clamd answered ${JSON.stringify(answer.slice(0, 200))}`))
}

function unavailable(cause?: unknown) {
  return new DomainError('scanner_unavailable', cause === undefined ? {} : { cause })
}
