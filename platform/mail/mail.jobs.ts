import { strictObject } from '#contract/route.ts'
import type { ControlJob } from '#platform/outbox/jobs.ts'
import { deleteOldCapturedMails } from './captured-mails.ts'
import type { MailTables } from './mail.tables.ts'

const Nothing = strictObject({})

const deleteCapturedMails: ControlJob<typeof Nothing, MailTables> = {
  kind: 'control',
  payload: Nothing,
  work: (tx) => deleteOldCapturedMails(tx),
}

export function makeMailJobs() {
  return { 'delete-captured-mails': deleteCapturedMails }
}
