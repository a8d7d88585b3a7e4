import type { Tenancy } from '@tenantry/tenancy'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Mailer } from '#platform/mail/mailer.ts'
import { sendLink } from './send-link.ts'
import { tellEmailChanged } from './tell-email-changed.ts'
import { tellFactorReset } from './tell-factor-reset.ts'
import { tellNewDevice } from './tell-new-device.ts'
import { tellPasswordChanged } from './tell-password-changed.ts'

/** What the mails of accounts are made and sent with. */
export interface MailParts {
  tenancy: Tenancy
  mailer: Mailer
  address: PlatformAddress
}

export function makeIdentityJobs(parts: MailParts) {
  return {
    'send-link': sendLink(parts),
    'tell-email-changed': tellEmailChanged(parts),
    'tell-factor-reset': tellFactorReset(parts),
    'tell-new-device': tellNewDevice(parts),
    'tell-password-changed': tellPasswordChanged(parts),
  }
}
