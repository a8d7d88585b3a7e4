import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import type { EmailParts } from './send-email.ts'
import type { MessageTemplates } from './template.ts'
import type { ProviderOrigins } from './whatsapp/provider.ts'

/** What messages are written and sent with. */
export interface NotificationParts extends EmailParts {
  secrets: Secrets
  templates: MessageTemplates
  origins: ProviderOrigins
  /** Which roles of an app may set up its messages. */
  managingRoles(app: string): readonly string[]
  /** How long a provider is given to tell by itself before it is asked what it has sent. Default 60. */
  reconcileAfterSeconds?: number
  now?: () => Date
}

export const OneMessage = strictObject({ messageId: idOf('message') })
