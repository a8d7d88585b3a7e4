import type { ControlDb } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from './identity.tables.ts'
import { isPassword } from './passwords.ts'
import type { Member } from './sessions.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

/** Lets somebody go on who types his own password again. Wrong ones count as wrong sign-ins do. */
export async function confirmPassword(
  control: ControlDb<IdentityTables>,
  member: Member | null,
  password: string,
  attempt: SignInThrottle,
  ip: string,
): Promise<void> {
  if (!member) throw new DomainError('not_signed_in')
  const { id, email } = member.account
  const tried = attempt(email, ip)
  const found = await control.read((db) =>
    db.selectFrom('control.accounts').select('passwordHash').where('id', '=', id).executeTakeFirst(),
  )
  if (!(await isPassword(password, found?.passwordHash))) throw new DomainError('wrong_password')
  tried.succeeded()
}
