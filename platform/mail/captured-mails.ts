import type { ControlDb, ControlReader, ControlTx, Tenant } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { post } from '#platform/outbox/outbox.ts'
import type { Mail } from './mailer.ts'
import type { MailTables } from './mail.tables.ts'

/** A mail that was not sent. */
export interface CapturedMail {
  id: string
  /** Null: the platform's own. */
  tenantId: string | null
  to: string
  subject: string
  text: string
  capturedAt: string
}

/** A page of captured mails, and where the next one begins. */
interface CapturedMails {
  items: CapturedMail[]
  next: string | null
}

interface Asked {
  limit?: number | undefined
  cursor?: string | undefined
}

/** Keeps a mail as it would have gone out. A retry takes the place of the former try. */
export async function captureMail(control: ControlDb<MailTables>, mail: Mail): Promise<void> {
  const { messageId: id, tenantId = null, to: recipient, subject, text, html } = mail
  await control.run(async (tx) => {
    await post(tx, { kind: 'mail.captured', entityId: id, tenantId })
    await tx
      .insertInto('control.captured_mails')
      .values({ id, tenantId, recipient, subject, text, html })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ recipient, subject, text, html, capturedAt: sql`now()` }),
      )
      .execute()
  })
}

/** For operators: every mail that was not sent, newest first, the platform's own among them. */
export async function listCapturedMails(
  db: ControlReader<MailTables>,
  asked: Asked = {},
): Promise<CapturedMails> {
  return pageOf(selectCaptured(db, asked), asked)
}

/**
 * For the members of a demonstration tenant: its own. A mail to somebody who has a place elsewhere is left out, since the
 * link in it would open that place, too. No other tenant has any to show.
 */
export async function listDemonstrationMails(
  db: ControlReader<MailTables>,
  tenant: Tenant,
  asked: Asked = {},
): Promise<CapturedMails> {
  if (!tenant.demo) return { items: [], next: null }
  const own = selectCaptured(db, asked)
    .where('mail.tenantId', '=', tenant.id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('control.accounts as account')
            .innerJoin('control.members as member', 'member.accountId', 'account.id')
            .innerJoin('control.tenants as elsewhere', 'elsewhere.id', 'member.tenantId')
            .select('account.id')
            .where(sql<boolean>`account.email = lower(mail.recipient)`)
            .where('elsewhere.demo', '=', false),
        ),
      ),
    )
  return pageOf(own, asked)
}

/** Some of those that are older than a month; done now and then, so that they never pile up. */
export async function deleteOldCapturedMails(tx: ControlTx<MailTables>): Promise<void> {
  await tx
    .deleteFrom('control.captured_mails')
    .where('id', 'in', (from) =>
      from
        .selectFrom('control.captured_mails')
        .select('id')
        .where('capturedAt', '<', sql<string>`now() - interval '30 days'`)
        .limit(1_000),
    )
    .execute()
}

function selectCaptured(db: ControlReader<MailTables>, { cursor }: Asked) {
  const query = db
    .selectFrom('control.captured_mails as mail')
    .select([
      'mail.id',
      'mail.tenantId',
      'mail.recipient as to',
      'mail.subject',
      'mail.text',
      'mail.capturedAt',
    ])
    .orderBy('mail.capturedAt', 'desc')
    .orderBy('mail.id', 'desc')
  if (!cursor) return query
  const [at, id] = decodeCursor(cursor, 'captured-mails', ['time', 'uuid'])
  return query.where(sql<boolean>`(mail.captured_at, mail.id) < (${at}::timestamptz, ${id}::uuid)`)
}

async function pageOf(
  query: ReturnType<typeof selectCaptured>,
  { limit = 50 }: Asked,
): Promise<CapturedMails> {
  const rows = await query.limit(limit + 1).execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last ? encodeCursor(['captured-mails', last.capturedAt, last.id]) : null
  return { items, next }
}
