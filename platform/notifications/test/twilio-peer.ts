import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { twilioSignature } from '../whatsapp/signatures.ts'

/** A message as the peer has taken it. */
interface TakenByTwilio {
  sid: string
  form: URLSearchParams
  status: string
  errorCode: number | null
  created: string
}

/**
 * What the peer does to the next requests, one each; then it is well again. `hang` takes the message and never answers,
 * `lose` takes nothing and cuts the line, `vanish` takes the message and cuts it.
 */
type TwilioMood = 'hang' | 'lose' | 'vanish' | 'busy' | 'broken' | { refuse: number }

export interface TwilioPeer {
  origin: string
  accountSid: string
  authToken: string
  taken: TakenByTwilio[]
  next(...moods: TwilioMood[]): void
  /** Tells what became of a message, as Twilio does: signed, to the address that came with it. Answers the HTTP status. */
  tell(message: TakenByTwilio, status: string, more?: { errorCode?: number }): Promise<number>
  /** Passes on what a person wrote to the tenant's number. */
  inbound(url: string, from: string, text: string, sid?: string): Promise<number>
  close(): Promise<void>
}

export const newSid = (kind: string) => kind + randomBytes(16).toString('hex')

/** An HTTP server that behaves as Twilio's Messages API does: checks who asks, keeps what it takes, signs what it tells. */
export async function startTwilioPeer(): Promise<TwilioPeer> {
  const accountSid = newSid('AC')
  const authToken = randomBytes(16).toString('hex')
  const taken: TakenByTwilio[] = []
  const moods: TwilioMood[] = []
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`

  const take = (form: URLSearchParams) => {
    const message = {
      sid: newSid('SM'),
      form,
      status: 'queued',
      errorCode: null,
      created: new Date().toUTCString(),
    }
    taken.push(message)
    return message
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://twilio')
    const form = new URLSearchParams(await textOf(request))
    if (url.pathname !== path) return fail(response, 404, 20404)
    if (request.headers.authorization !== authorization) return fail(response, 401, 20003)
    if (request.method === 'GET') {
      const to = url.searchParams.get('To')
      return json(response, 200, {
        messages: taken.filter(({ form: each }) => each.get('To') === to).map(listed),
      })
    }
    const mood = moods.shift()
    if (mood === 'busy') return fail(response, 429, 20429, { 'retry-after': '1' })
    if (mood === 'broken') return void response.writeHead(502).end('<html>bad gateway</html>')
    if (mood === 'lose') return void request.socket.destroy()
    if (typeof mood === 'object') return fail(response, 400, mood.refuse)
    if (!form.has('ContentSid') && !form.has('Body')) return fail(response, 400, 21619)
    const message = take(form)
    if (mood === 'hang') return
    if (mood === 'vanish') return void request.socket.destroy()
    json(response, 201, { sid: message.sid, status: 'queued', error_code: null })
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const post = async (url: string, form: URLSearchParams) => {
    const { status } = await fetch(url, {
      method: 'POST',
      body: form,
      headers: { 'x-twilio-signature': twilioSignature(authToken, url, form) },
    })
    return status
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accountSid,
    authToken,
    taken,
    next: (...list) => void moods.push(...list),
    tell: (message, status, { errorCode } = {}) => {
      message.status = status
      message.errorCode = errorCode ?? null
      const form = new URLSearchParams({
        AccountSid: accountSid,
        MessageSid: message.sid,
        SmsSid: message.sid,
        MessageStatus: status,
        To: message.form.get('To') ?? '',
        From: message.form.get('From') ?? '',
        // Fields come and go without notice; all of them are signed.
        ChannelPrefix: 'whatsapp',
        ...(errorCode && { ErrorCode: String(errorCode) }),
      })
      return post(message.form.get('StatusCallback') ?? '', form)
    },
    inbound: (url, from, text, sid = newSid('SM')) =>
      post(
        url,
        new URLSearchParams({
          MessageSid: sid,
          SmsStatus: 'received',
          From: `whatsapp:${from}`,
          To: 'whatsapp:+14155238886',
          Body: text,
          NumMedia: '0',
        }),
      ),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const listed = ({ sid, form, status, errorCode, created }: TakenByTwilio) => ({
  sid,
  status,
  body: form.get('Body'),
  to: form.get('To'),
  error_code: errorCode,
  date_created: created,
})

async function textOf(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function fail(response: ServerResponse, status: number, code: number, headers = {}) {
  json(response, status, { code, status, message: 'refused', more_info: '' }, headers)
}

function json(response: ServerResponse, status: number, body: unknown, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
