import { type Static, Type } from 'typebox'
import { idOf, nullable, Paging, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

/** A mail that was not sent, because no mail server is configured. */
const CapturedMail = strictObject({
  id: idOf('mail'),
  to: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  capturedAt: Timestamp,
})
export type CapturedMail = Static<typeof CapturedMail>

/** In demonstration tenants; elsewhere there are none to be shown. */
export const listCapturedMails = route({
  method: 'GET',
  url: '/captured-mails',
  permission: 'mail.read',
  health: false,
  query: strictObject(Paging),
  reply: strictObject({ items: Type.Array(CapturedMail), next: nullable(Type.String()) }),
})

/** Told of mails that were not sent, and who may hear it. */
export const mailEvents = { 'mail.captured': 'mail.read' } as const
