import { type Static, Type } from 'typebox'
import { LocalDate, Money, nullable, oneOf } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { CustomerId } from '../customers/customers.contract.ts'

/** Why somebody who is late is not reminded. */
export const SkipReason = oneOf(
  'archived',
  'no_phone',
  'opted_out',
  'no_consent',
  'disputed',
  'promised',
  'claimed',
  'below_least',
  'recently_reminded',
  /** Written today, and nobody sends here: somebody hands it out himself. */
  'not_sent',
  /** Of those who are named alone: he is not late, or has paid in the meantime. */
  'settled',
)
export type SkipReason = Static<typeof SkipReason>

export const Candidate = strictObject({
  id: CustomerId,
  name: Type.String(),
  phone: nullable(Type.String()),
  overdueMinor: Money,
  /** The first day that is still unpaid. */
  oldestDueOn: LocalDate,
  promisedOn: nullable(LocalDate),
  disputedOn: nullable(LocalDate),
  disputeReason: nullable(Type.String()),
  remindedOn: nullable(LocalDate),
  /** Null: is reminded. */
  skip: nullable(SkipReason),
  /** Word for word what would be sent, but for the address of the payment page, which is made with the message. */
  text: Type.String(),
})
export type Candidate = Static<typeof Candidate>

const fields = {
  automatic: Type.Boolean(),
  /** So many days after the oldest unpaid day, once for each. */
  steps: Type.Array(Type.Integer({ minimum: 0, maximum: 365 }), { minItems: 1, maxItems: 10 }),
  /** The hour of the shop's clocks. */
  atHour: Type.Integer({ minimum: 0, maximum: 23 }),
  pauseDays: Type.Integer({ minimum: 1, maximum: 60 }),
  leastMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
}

export const ReminderRules = strictObject({
  ...fields,
  version: Type.Integer({ minimum: 0 }),
  can: strictObject({ edit: Type.Boolean() }),
})
export type ReminderRules = Static<typeof ReminderRules>

/** Everybody who is late, who is late the longest first, with what would be said or why nothing is; or one customer alone. */
export const previewReminders = route({
  method: 'GET',
  url: '/reminders',
  permission: 'message.send',
  health: false,
  query: strictObject({ customerId: Type.Optional(CustomerId) }),
  reply: strictObject({ items: Type.Array(Candidate) }),
})

/**
 * Reminds those of these customers who can be reminded: each once a day, however often it is asked. What is said is read again
 * when it is sent.
 */
export const sendReminders = route({
  method: 'POST',
  url: '/reminders',
  permission: 'message.send',
  health: false,
  creates: true,
  body: strictObject({
    customerIds: Type.Array(CustomerId, { minItems: 1, maxItems: 500, uniqueItems: true }),
  }),
  reply: strictObject({
    written: Type.Integer(),
    skipped: Type.Array(strictObject({ id: CustomerId, reason: SkipReason })),
  }),
})

export const getReminderRules = route({
  method: 'GET',
  url: '/reminders/rules',
  permission: 'message.send',
  health: false,
  reply: ReminderRules,
})

export const changeReminderRules = route({
  method: 'PUT',
  url: '/reminders/rules',
  permission: 'shop.write',
  health: false,
  body: strictObject({ ...fields, version: Type.Integer({ minimum: 0 }) }),
  reply: ReminderRules,
})
