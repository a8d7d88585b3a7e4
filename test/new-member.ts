import { randomUUID } from 'node:crypto'
import type { ClinicRole } from '#apps/clinic/roles.ts'
import type { StoreRole } from '#apps/store/roles.ts'
import { createAccount } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { addMember } from '#platform/members/members.ts'
import type { Deployment, Visitor } from './deployment.ts'
import { password, type TenantSlug } from './deployment-template.ts'

export interface NewMember extends Visitor {
  memberId: string
  accountId: string
  email: string
}

/** Somebody new with these roles, signed in: for what changes or uses up whoever asks. */
export async function newMember(
  deployment: Deployment,
  slug: TenantSlug,
  roles: readonly (ClinicRole | StoreRole)[],
): Promise<NewMember> {
  const email = `${randomUUID()}@${slug}.test`
  const passwordHash = await hashOnce()
  const made = await deployment.tenancy.control<IdentityTables>().run(async (tx) => {
    const accountId = await createAccount(tx, { email, name: 'Ada Newcomer', passwordHash })
    const memberId = await addMember(tx, { tenantId: deployment.tenant(slug).id, accountId, roles })
    return { accountId, memberId }
  })
  const visitor = deployment.visit(slug)
  const answer = await visitor.post('/session', { email, password })
  if (answer.statusCode !== 200) throw new Error(`${email} could not sign in: ${answer.body}`)
  const cookie = String(answer.headers['set-cookie']).split(';', 1)[0]!
  return { ...deployment.visit(slug, cookie), ...made, email }
}

let hashed: Promise<string> | undefined
const hashOnce = () => (hashed ??= hashPassword(password))
