import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import type { Deployment, Visitor } from './deployment.ts'

/** One event as it came. */
interface StreamEvent {
  name: string
  id: string | undefined
  data: string
}

/** An open stream, as a browser holds one. */
export interface OpenStream {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** Everything that has come so far, as it came. */
  text(): string
  events(): StreamEvent[]
  hints(): { kind: string; id: string; version: number | null }[]
  /** The id to come back with. */
  lastId(): string | undefined
  /** Waits for a hint of that kind. */
  hears(kind: string): Promise<void>
  /** Resolves when the server has ended it. */
  ended: Promise<void>
  close(): void
}

/** Opens a stream of a tenant over a real connection, and reads it as it comes, or not at all. */
export async function openStream(
  deployment: Deployment,
  visitor: Visitor,
  { after, reads = true, query = '' }: { after?: string | undefined; reads?: boolean; query?: string } = {},
): Promise<OpenStream> {
  const { server } = deployment.app
  if (!server.listening) await deployment.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.address() as AddressInfo
  let text = ''
  const asked = request({
    host: '127.0.0.1',
    port,
    path: `${visitor.base}/api/events${query}`,
    headers: {
      host: 'localhost:8080',
      'sec-fetch-site': 'same-origin',
      ...(visitor.cookie && { cookie: visitor.cookie }),
      ...(after !== undefined && { 'last-event-id': after }),
    },
  })
  const { promise, resolve, reject } = Promise.withResolvers<OpenStream>()
  asked.on('error', reject)
  asked.on('response', (response) => {
    const end = Promise.withResolvers<void>()
    response.setEncoding('utf8')
    if (reads) response.on('data', (chunk: string) => (text += chunk))
    response.on('close', () => end.resolve())
    response.on('error', () => end.resolve())
    const events = () => eventsIn(text)
    const stream: OpenStream = {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: () => text,
      events,
      hints: () => events().flatMap(({ name, data }) => (name === 'hint' ? [JSON.parse(data)] : [])),
      lastId: () => events().findLast(({ id }) => id !== undefined)?.id,
      hears: async (kind) => {
        await vi.waitUntil(() => stream.hints().some((hint) => hint.kind === kind), {
          timeout: 20_000,
          interval: 5,
        })
      },
      ended: end.promise,
      close: () => asked.destroy(),
    }
    asked.off('error', reject)
    asked.on('error', () => {})
    resolve(stream)
  })
  asked.end()
  return promise
}

function eventsIn(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]))
      const name = fields.get('event')
      return name ? [{ name, id: fields.get('id'), data: fields.get('data') ?? '' }] : []
    })
}
