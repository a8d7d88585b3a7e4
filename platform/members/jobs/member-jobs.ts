import type { MailParts } from '#platform/identity/jobs/identity-jobs.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { keepAllPeople, keepSomePeople } from './keep-people.ts'
import { sendInvitation } from './send-invitation.ts'
import { sendTemporaryPassword } from './send-temporary-password.ts'

export interface MemberJobParts extends MailParts {
  /** Opens the temporary passwords that wait to be sent. */
  secrets: Secrets
}

export function makeMemberJobs(parts: MemberJobParts) {
  return {
    'keep-people': keepSomePeople(parts.tenancy),
    'keep-all-people': keepAllPeople(parts.tenancy),
    'send-invitation': sendInvitation(parts),
    'send-temporary-password': sendTemporaryPassword(parts),
  }
}
