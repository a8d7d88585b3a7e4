import { createTransport } from 'nodemailer'
import { JobRefused } from '#platform/outbox/jobs.ts'
import type { Mail } from './mailer.ts'

/** Shorter together than a job may take. */
const timeouts = {
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 15_000,
  dnsTimeout: 5_000,
}

/** A way to send through one mail server: a connection for each mail, so that none is found dead by the next. */
export function openSmtp(smtpUrl: string, from: string): (mail: Mail) => Promise<void> {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const secure = protocol === 'smtps:'
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    // A password is not told in the clear, unless it stays on this machine.
    requireTLS: !secure && username !== '' && !isLoopback(hostname),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  })
  const domain = domainOf(from)
  return async ({ messageId, to, subject, text, html }) => {
    try {
      await transport.sendMail({
        from,
        // As an object: text would be read as a list of addresses.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${messageId}@${domain}>`,
        // Nobody's out-of-office note comes back to it.
        headers: { 'auto-submitted': 'auto-generated' },
      })
    } catch (error) {
      throw isFinal(error)
        ? new JobRefused(`the mail server refused it (${codeOf(error)})`, { cause: error })
        : error
    }
  }
}

/** The server has said no for good, to this recipient or this mail. What it says of our login is mended by operators. */
function isFinal(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return codeOf(error) >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')
}

function codeOf(error: unknown): number {
  const { responseCode } = error as { responseCode?: unknown }
  return typeof responseCode === 'number' ? responseCode : 0
}

function domainOf(from: string): string {
  return /@([^\s@<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}
