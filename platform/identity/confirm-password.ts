import type { ControlDb } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from './identity.tables.ts'
import { isPassword } from './passwords.ts'
import { keepKnowledge } from './sign-in.ts'
import type { Member } from './principals.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

/**
 * Lets somebody go on who types his own password again. Wrong ones are counted apart from those at the door: strangers who
 * fail there in his name do not hold him back here.
 */
export async function confirmPassword(
  control: ControlDb<IdentityTables>,
  member: Member | null,
  password: string,
  attempt: SignInThrottle,
  ip: string,
): Promise<void> {
  if (!member) throw new DomainError('not_signed_in')
  const { id, email } = member.account
  const tried = await attempt(email, ip, `signed in ${id}`)
  const found = await control.read((db) =>
    db
      .selectFrom('control.accounts')
      .select(['passwordHash', 'passwordIsLong'])
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  if (!found || !(await isPassword(password, found.passwordHash))) throw new DomainError('wrong_password')
  await tried.succeeded()
  await keepKnowledge(control, { id, password, ...found })
}
