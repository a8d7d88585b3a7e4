import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail as a server received it. */
export interface Received {
  from: string
  to: string[]
  mail: Email
  raw: string
}

export interface SmtpPeer {
  url: string
  received: Received[]
  /** What the server does to the next conversations, one each; then it is well again. */
  next(...moods: Mood[]): void
  close(): Promise<void>
}

/** `temporary` and `permanent` refuse the recipient, `vanish` takes the mail and is gone before it says so. */
type Mood = 'temporary' | 'permanent' | 'vanish'

/** A mail server that speaks real SMTP. */
export async function startSmtpPeer(): Promise<SmtpPeer> {
  const received: Received[] = []
  const moods: Mood[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      const [mood] = moods
      if (mood === 'temporary' || mood === 'permanent') {
        moods.shift()
        const [code, text] = mood === 'temporary' ? [450, 'try again later'] : [550, 'no such mailbox']
        return done(Object.assign(new Error(text), { responseCode: code }))
      }
      done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks)
        void PostalMime.parse(raw).then((mail) => {
          const { mailFrom, rcptTo } = session.envelope
          received.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            mail,
            raw: raw.toString('utf8'),
          })
          if (moods[0] === 'vanish') {
            moods.shift()
            for (const connection of server.connections) {
              ;(connection as unknown as { _socket: { destroy(): void } })._socket.destroy()
            }
            return
          }
          done()
        })
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    next: (...given) => void moods.push(...given),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
