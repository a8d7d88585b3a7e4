import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { metaSignature } from '../whatsapp/signatures.ts'

/** A message as the peer has taken it. */
interface TakenByMeta {
  id: string
  body: {
    to: string
    type: string
    text?: { body: string }
    template?: { name: string; language: { code: string }; components: unknown[] }
    biz_opaque_callback_data: string
  }
}

type MetaMood = 'vanish' | { refuse: number; status?: number }

export interface MetaPeer {
  origin: string
  phoneNumberId: string
  accessToken: string
  appSecret: string
  taken: TakenByMeta[]
  next(...moods: MetaMood[]): void
  /** The webhook's body for a status of a message. */
  statusBody(message: TakenByMeta, status: string, errorCode?: number): string
  inboundBody(from: string, text: string, id?: string): string
  /** Posts a webhook, signed over its bytes; answers the HTTP status. */
  post(url: string, body: string, secret?: string): Promise<number>
  close(): Promise<void>
}

/** An HTTP server that behaves as Meta's Cloud API does. */
export async function startMetaPeer(): Promise<MetaPeer> {
  const phoneNumberId = String(100_000_000_000 + randomBytes(4).readUInt32BE())
  const accessToken = randomBytes(24).toString('base64url')
  const appSecret = randomBytes(16).toString('hex')
  const taken: TakenByMeta[] = []
  const moods: MetaMood[] = []

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const fail = (status: number, code: number) =>
      json(response, status, { error: { code, type: 'OAuthException', message: `(#${code}) refused` } })
    if (!new RegExp(`^/v\\d+\\.0/${phoneNumberId}/messages$`).test(request.url ?? '')) return fail(400, 100)
    if (request.headers.authorization !== `Bearer ${accessToken}`) return fail(401, 190)
    const mood = moods.shift()
    if (typeof mood === 'object') return fail(mood.status ?? 400, mood.refuse)
    const message = {
      id: `wamid.${randomBytes(20).toString('base64')}`,
      body: JSON.parse(Buffer.concat(chunks).toString()) as TakenByMeta['body'],
    }
    taken.push(message)
    if (mood === 'vanish') return void request.socket.destroy()
    json(response, 200, { messaging_product: 'whatsapp', messages: [{ id: message.id }] })
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const wrap = (value: object) =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '14155238886', phone_number_id: phoneNumberId },
                ...value,
              },
            },
          ],
        },
      ],
    })
  const seconds = () => String(Math.floor(Date.now() / 1_000))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    phoneNumberId,
    accessToken,
    appSecret,
    taken,
    next: (...list) => void moods.push(...list),
    statusBody: ({ id, body }, status, errorCode) =>
      wrap({
        statuses: [
          {
            id,
            status,
            timestamp: seconds(),
            recipient_id: body.to,
            biz_opaque_callback_data: body.biz_opaque_callback_data,
            ...(errorCode && { errors: [{ code: errorCode, title: 'refused' }] }),
          },
        ],
      }),
    inboundBody: (from, text, id = `wamid.${randomBytes(20).toString('base64')}`) =>
      wrap({ messages: [{ id, from, timestamp: seconds(), type: 'text', text: { body: text } }] }),
    post: async (url, body, secret = appSecret) => {
      const { status } = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': metaSignature(secret, Buffer.from(body)),
        },
      })
      return status
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
