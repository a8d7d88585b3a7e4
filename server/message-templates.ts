import { paymentClaimed } from '#apps/store/payments/payments.jobs.ts'
import { paymentReminder } from '#apps/store/reminders/reminder-template.ts'
import type { AnyMessageTemplate, MessageTemplates } from '#platform/notifications/template.ts'
import { messageFailed, providerTrouble } from '#platform/notifications/provider-trouble.ts'
import { testMessage } from '#platform/notifications/test-message.ts'

const list: readonly AnyMessageTemplate[] = [
  providerTrouble,
  messageFailed,
  testMessage,
  paymentReminder,
  paymentClaimed,
]

/** Every template of a message there is, by name. A name is what stands in the rows: it is never changed nor used again. */
export const messageTemplates: MessageTemplates = new Map(list.map((template) => [template.name, template]))
