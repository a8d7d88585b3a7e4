import { Writable } from 'node:stream'
import { type Actor, type AnyTenantReader, type AnyTenantTx, workerUrl } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { makeLogger } from '#platform/http/logger.ts'
import { openMailer } from '#platform/mail/mailer.ts'
import { startWorker, type Worker } from '#platform/outbox/worker.ts'
import { type Deployment, masterKey } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { until } from '#test/outbox.ts'
import type { Recipient } from '../notify.ts'
import type { NotificationParts } from '../notification-parts.ts'
import { makeNotificationJobs } from '../notifications.jobs.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import type { MessageState } from '../message-states.ts'
import { messageTemplate } from '../template.ts'

export const system: Actor = { kind: 'system', name: 'test' }

/** Skips whoever is called `Paid`, and reads the amount again. */
export const dueTemplate = messageTemplate({
  name: 'test-due',
  kind: 'reminder',
  channels: ['in_app', 'email', 'whatsapp'],
  variables: ['name', 'amount'],
  texts: {
    en: { title: 'Payment due', body: 'Dear {{name}}, {{amount}} is due.' },
    hi: { title: 'भुगतान बाकी', body: 'प्रिय {{name}}, {{amount}} बाकी है।' },
  },
  beforeSending: async (_tx, { variables: { name, amount } }) =>
    name === 'Paid' ? { skip: 'settled' } : { variables: { amount: amount.replace('old', 'new') } },
})

/** A receipt: neither quiet hours nor caps hold it. */
export const receiptTemplate = messageTemplate({
  name: 'test-receipt',
  kind: 'receipt',
  channels: ['in_app', 'whatsapp'],
  variables: ['name', 'number'],
  texts: {
    en: { title: 'Receipt', body: 'Dear {{name}}, thank you. Receipt {{number}}.' },
    hi: { title: 'रसीद', body: 'प्रिय {{name}}, धन्यवाद। रसीद {{number}}।' },
  },
})

const testTemplates = new Map([dueTemplate, receiptTemplate].map((template) => [template.name, template]))

interface StoredMessage {
  id: string
  channel: string
  state: MessageState
  reason: string | null
  title: string
  body: string
  dueAt: string | null
  attempts: number
  providerId: string | null
  errorCode: string | null
}

export const customer = (phone: string, more: object = {}): Recipient => ({
  kind: 'store.customer',
  id: crypto.randomUUID(),
  name: 'Asha',
  phone,
  ...more,
})

/** The pipeline with the templates of the tests, in a worker of its own. */
export async function startMessaging(
  deployment: Deployment,
  parts: Partial<NotificationParts> & { smtpUrl?: string } = {},
) {
  const { tenancy, announcer, databaseUrl, fleet } = deployment
  await fleet.ensureWorkerLogin()
  const { smtpUrl, ...own } = parts
  const mailer = openMailer({ control: tenancy.control(), smtpUrl, from: 'Tenantry <post@tenantry.test>' })
  const address = { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' }
  const jobs = makeNotificationJobs({
    tenancy,
    mailer,
    address,
    secrets: makeSecrets(masterKey),
    templates: testTemplates,
    managingRoles: () => ['owner', 'admin'],
    // Nobody's: a test that sends names its own peer.
    origins: { twilio: 'http://127.0.0.1:9', meta: 'http://127.0.0.1:9' },
    reconcileAfterSeconds: 0,
    ...own,
  })
  const logger = makeLogger('silent', new Writable({ write: (_line, _encoding, done) => done() }))
  const worker: Worker = await startWorker({
    tenancy,
    announcer,
    workerUrl: workerUrl(databaseUrl, masterKey),
    jobs,
    logger,
  })
  const data = tenancy.tables<unknown>()
  const run = <T>(slug: TenantSlug, work: (tx: AnyTenantTx) => Promise<T>) =>
    data.run(deployment.tenant(slug), system, work)
  const read = <T>(slug: TenantSlug, work: (db: AnyTenantReader) => Promise<T>) =>
    data.read(deployment.tenant(slug), system, work)
  const find = async (slug: TenantSlug, id: string) => {
    const [row] = await read(slug, (db) =>
      db
        .raw<StoredMessage>(
          sql`select id, channel, state, reason, title, body, due_at, attempts, provider_id, error_code from core.messages
               where tenant_id = ${db.tenantId} and id = ${id}`,
        )
        .execute(),
    )
    return row
  }
  return {
    run,
    read,
    find,
    /** The message, once it is in this state. */
    inState: async (slug: TenantSlug, id: string, state: MessageState) =>
      (await until(
        () => find(slug, id),
        (row) => row?.state === state,
        30_000,
      ))!,
    /** Once the managers of a tenant have been told of all that failed there. */
    told: (slug: TenantSlug) =>
      until(
        () =>
          read(slug, (db) =>
            db
              .raw(
                sql`select id from core.outbox_jobs
                     where tenant_id = ${db.tenantId} and name = 'tell-of-failed-message' and done_at is null`,
              )
              .execute(),
          ),
        (waiting) => waiting.length === 0,
        30_000,
      ),
    stop: () => worker.stop(),
  }
}

export type Messaging = Awaited<ReturnType<typeof startMessaging>>

/** No quiet hours, so that a test may be run at night. */
export function noQuietHours(tx: AnyTenantTx): Promise<unknown> {
  return tx
    .raw(
      sql`insert into core.message_settings (tenant_id, quiet_from, quiet_until, per_day, per_month)
          values (${tx.tenantId}, '00:00', '00:00', 2, 3)`,
    )
    .execute()
}
