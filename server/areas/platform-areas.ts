import type { Tenant } from '@tenantry/tenancy'
import { anchorFile, readAnchors } from '#platform/audit/anchors.ts'
import { auditRoutes } from '#platform/audit/audit.routes.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Http } from '#platform/http/serve.ts'
import { accountRoutes } from '#platform/identity/account.routes.ts'
import type { AccessTokens } from '#platform/identity/api/access-tokens.ts'
import { apiKeyRoutes } from '#platform/identity/api/api-keys.routes.ts'
import { tokenRoutes } from '#platform/identity/api/tokens.routes.ts'
import { accountFactorRoutes } from '#platform/identity/factors/account-factors.routes.ts'
import { passkeyRoutes } from '#platform/identity/factors/passkeys.routes.ts'
import { secondStepRoutes } from '#platform/identity/factors/second-step.routes.ts'
import { handoverRoutes } from '#platform/identity/handover/handover.routes.ts'
import { identityRoutes } from '#platform/identity/identity.routes.ts'
import { linkRoutes } from '#platform/identity/links.routes.ts'
import { mailRoutes } from '#platform/mail/mail.routes.ts'
import { memberRoutes } from '#platform/members/members.routes.ts'
import { staffRoutes } from '#platform/members/staff.routes.ts'
import { messageSettingsRoutes } from '#platform/notifications/message-settings.routes.ts'
import { messageRoutes } from '#platform/notifications/messages.routes.ts'
import { notificationRoutes } from '#platform/notifications/notifications.routes.ts'
import { whatsAppSenderRoutes } from '#platform/notifications/whatsapp/sender.routes.ts'
import type { LiveUpdates } from '#platform/realtime/live-updates.ts'
import { realtimeRoutes } from '#platform/realtime/realtime.routes.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { brandingRoutes } from '#platform/settings/branding.routes.ts'
import { officeRoutes } from '#platform/settings/offices.routes.ts'
import { securityRoutes } from '#platform/settings/security.routes.ts'
import { eventKinds } from '../events.ts'
import { messageTemplates } from '../message-templates.ts'
import type { WaysIn } from './ways-in.ts'

/** The same door for every area, with the tables that the area may know. */
export type HttpOf = <Tables>() => Http<Tables>

interface PlatformServices extends Pick<WaysIn, 'identity' | 'factors'> {
  address: PlatformAddress
  secrets: Secrets
  tokens: AccessTokens
  /** The public key that verifies the seals of the audit. */
  auditKey: string
  dataFolder: string
  live: LiveUpdates
  sendsMail: boolean
}

/** What every app has. */
export function mountPlatformAreas(http: HttpOf, services: PlatformServices) {
  const { identity, factors, address, secrets, tokens, live, sendsMail } = services
  identityRoutes(http(), identity)
  accountRoutes(http(), identity)
  linkRoutes(http(), identity)
  tokenRoutes(http(), { ...factors, tokens })
  apiKeyRoutes(http(), identity)
  handoverRoutes(http(), identity)
  secondStepRoutes(http(), factors)
  accountFactorRoutes(http(), factors)
  passkeyRoutes(http(), factors)
  memberRoutes(http(), identity)
  staffRoutes(http(), { ...identity, secrets, sendsMail })
  mailRoutes(http())
  auditRoutes(http(), {
    publicKey: services.auditKey,
    anchorsOf: ({ id }: Tenant) => readAnchors(anchorFile(services.dataFolder), id),
  })
  notificationRoutes(http())
  messageRoutes(http())
  whatsAppSenderRoutes(http(), { secrets, address })
  messageSettingsRoutes(http(), { templates: messageTemplates })
  realtimeRoutes(http(), { live, kinds: eventKinds })
  officeRoutes(http())
  brandingRoutes(http())
  securityRoutes(http())
}
