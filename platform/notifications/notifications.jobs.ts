import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import type { TenantErrand } from '#platform/outbox/jobs.ts'
import { prepareMessage } from './prepare-message.ts'
import { type EmailParts, sendByEmail } from './send-email.ts'
import { settleMessage } from './settle-message.ts'
import type { MessageTemplates } from './template.ts'

export interface NotificationParts extends EmailParts {
  templates: MessageTemplates
  now?: () => Date
}

const OneMessage = strictObject({ messageId: idOf('message') })

/** One try of one message. */
function sendMessage(parts: NotificationParts): TenantErrand<typeof OneMessage, unknown> {
  const { templates, now = () => new Date() } = parts
  return {
    kind: 'tenant-errand',
    payload: OneMessage,
    perform: async ({ tenant, actor, data }, { messageId }) => {
      const ready = await data.run(tenant, actor, (tx) =>
        prepareMessage(tx, messageId, {
          templates,
          now: now(),
          providerOf: (channel) => (channel === 'email' ? 'smtp' : undefined),
        }),
      )
      if (!ready) return
      const outcome = await sendByEmail(parts, tenant, ready)
      return (tx) => settleMessage(tx, ready, outcome)
    },
  }
}

export function makeNotificationJobs(parts: NotificationParts) {
  return { 'send-message': sendMessage(parts) }
}
