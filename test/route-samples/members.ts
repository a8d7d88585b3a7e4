import { randomUUID } from 'node:crypto'
import { type TenantSlug, password } from '../deployment-template.ts'
import type { Deployment, Visitor } from '../deployment.ts'
import { newMember } from '../new-member.ts'
import { giveApp } from '../own-factor.ts'
import { type Asked, type Samples, nothing } from './asked.ts'

/** Members, roles and invitations. */
export const membersSamples: Samples = {
  'GET /members': nothing,
  'GET /roles': nothing,
  'PATCH /members/:memberId': async (owner, deployment) => ({
    ...(await memberOf(owner, deployment)),
    body: { roles: ['viewer'] },
    version: 1,
  }),
  'POST /members/:memberId/deactivate': memberOf,
  'POST /members/:memberId/reactivate': memberOf,
  'DELETE /members/:memberId': memberOf,
  'POST /members/:memberId/transfer-ownership': async (owner, deployment) => ({
    ...(await memberOf(owner, deployment)),
    body: { password },
    spent: true,
  }),
  'POST /members/:memberId/reset-factor': async (owner, deployment) => {
    const slug = owner.base.split('/')[2] as TenantSlug
    const { memberId, accountId } = await newMember(deployment, slug, ['viewer'])
    await giveApp(deployment, accountId)
    return { params: { memberId }, body: { reason: 'She lost her phone.', password } }
  },
  'POST /members': newPerson,
  'GET /invitations': nothing,
  'POST /invitations': newPerson,
  'POST /invitations/:invitationId/resend': invitationOf,
  'DELETE /invitations/:invitationId': invitationOf,
  'POST /invitations/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /invitations/accept': async () => ({ body: { token: 'A'.repeat(43), password } }),
  'DELETE /membership': async () => ({ spent: true }),
}

export async function memberOf(owner: Visitor, deployment: Deployment): Promise<Asked> {
  const slug = owner.base.split('/')[2] as TenantSlug
  const { memberId } = await newMember(deployment, slug, ['viewer'])
  return { params: { memberId } }
}

async function newPerson(): Promise<Asked> {
  return { body: { email: `${randomUUID()}@example.org`, name: 'Grace', roles: ['viewer'] } }
}

async function invitationOf(owner: Visitor): Promise<Asked> {
  const { body } = await newPerson()
  const answer = await owner.post('/invitations', body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { invitationId: answer.json().invitation.id } }
}
