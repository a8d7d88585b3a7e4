import type { MailParts } from '#platform/identity/jobs/identity-jobs.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { sendInvitation } from './send-invitation.ts'
import { sendTemporaryPassword } from './send-temporary-password.ts'

export interface MemberJobParts extends MailParts {
  /** Opens the temporary passwords that wait to be sent. */
  secrets: Secrets
}

export function makeMemberJobs(parts: MemberJobParts) {
  return {
    'send-invitation': sendInvitation(parts),
    'send-temporary-password': sendTemporaryPassword(parts),
  }
}
