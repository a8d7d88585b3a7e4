import type { ControlDb } from '@tenantry/tenancy'
import { JobRefused } from '#platform/outbox/jobs.ts'
import { captureMail } from './captured-mails.ts'
import type { MailTables } from './mail.tables.ts'
import { openSmtp } from './smtp.ts'

/** One mail to one person. Subject, text and HTML come from `mailIn`. */
export interface Mail {
  /** The id of the job that sends it: a retry is the same mail, and mail programs can see that it is. */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
  /** Whose mail it is. Without it, the platform's own: what lets somebody into an account belongs to no tenant. */
  tenantId?: string
}

/** Sends mails, or keeps them where no mail server is configured. Called by errands alone, never in a transaction. */
export interface Mailer {
  /** False: mails are captured. Then no page may say that one was sent. */
  readonly sends: boolean
  /** Throws `JobRefused` where the mail can never be delivered; anything else is worth another try. */
  send(mail: Mail): Promise<void>
}

interface MailerOptions {
  control: ControlDb<MailTables>
  /** `smtp://login:password@host:587`, `smtps://…`. Without it mails are captured. */
  smtpUrl?: string | undefined
  /** Who writes: `Tenantry <no-reply@example.com>`. */
  from: string
}

export function openMailer({ control, smtpUrl, from }: MailerOptions): Mailer {
  const deliver = smtpUrl ? openSmtp(smtpUrl, from) : (mail: Mail) => captureMail(control, mail)
  return {
    sends: smtpUrl !== undefined,
    send: async (mail) => {
      if (!isAddress(mail.to)) throw new JobRefused('the recipient’s address is not one')
      await deliver({ ...mail, subject: onOneLine(mail.subject) })
    },
  }
}

/** Nothing that could end a header or begin a second address, even quoted: no such address is taken anywhere here. */
function isAddress(address: string): boolean {
  return address.length <= 254 && /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(address)
}

/** A name in a subject may hold a line's end; a header must not. */
function onOneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 500)
}
