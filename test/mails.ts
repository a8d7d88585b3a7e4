import type { ControlDb } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { makeProof } from '#platform/audit/proof.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { listCapturedMails } from '#platform/mail/captured-mails.ts'
import type { MailTables } from '#platform/mail/mail.tables.ts'
import { type Mailer, openMailer } from '#platform/mail/mailer.ts'
import { controlPlace } from '#platform/outbox/announcer.ts'
import type { ControlOutboxTables } from '#platform/outbox/outbox.tables.ts'
import { makeRunner } from '#platform/outbox/run-job.ts'
import { makeJobs } from '#server/jobs.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { type Deployment, masterKey } from './deployment.ts'

const address = { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' }

/** Does what is waiting in the control database's outbox, one after the other, without waiting for a worker. */
async function doControlJobs({ tenancy, files }: Deployment, mailer?: Mailer): Promise<void> {
  const control: ControlDb<ControlOutboxTables & MailTables> = tenancy.control()
  const jobs = makeJobs({
    tenancy,
    address,
    files,
    secrets: makeSecrets(masterKey),
    proof: makeProof({ masterKey, dataFolder: '/nowhere' }),
    mailer: mailer ?? openMailer({ control: tenancy.control(), from: 'no-reply@tenantry.test' }),
  })
  const { one } = makeRunner({ tenancy, jobs, logger: makeLogger('silent'), onStep: () => {} })
  const waiting = await control.read((db) =>
    db
      .selectFrom('control.outbox_jobs')
      .select(['id', 'name'])
      .where('here', '=', true)
      .where('doneAt', 'is', null)
      .where('failedAt', 'is', null)
      .orderBy('id')
      .execute(),
  )
  for (const { id, name } of waiting) {
    const outcome = await one({ id, name, place: controlPlace, signal: AbortSignal.timeout(30_000) })
    expect(outcome, name).toBe('done')
  }
}

/** The mails that somebody has got by now, the newest first. */
export async function mailsTo(deployment: Deployment, email: string) {
  await doControlJobs(deployment)
  const { items } = await deployment.tenancy
    .control<MailTables>()
    .read((db) => listCapturedMails(db, { limit: 200 }))
  return items.filter(({ to }) => to === email)
}

/** The link of the newest mail to somebody: its address, and what stands behind the `#`. */
export async function linkTo(deployment: Deployment, email: string) {
  const [mail] = await mailsTo(deployment, email)
  const [, page = '', token = ''] = /(\S+)#(\S+)/.exec(mail?.text ?? '') ?? []
  return { page, token, path: `${new URL(page).pathname}#${token}` }
}
