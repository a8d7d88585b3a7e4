import type { ControlDb } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { isPassword } from '#platform/identity/passwords.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import type { Operator } from './operator-sessions.ts'
import type { OperatorTables } from './operators.tables.ts'

export type PasswordConfirmation = (
  operator: Operator,
  password: string | undefined,
  ip: string,
) => Promise<void>

/** Lets an operator go on who types his own password again. Wrong ones are counted apart from those at the door. */
export function makePasswordConfirmation(
  control: ControlDb<OperatorTables>,
  attempt: SignInThrottle,
): PasswordConfirmation {
  return async ({ id, email }, password, ip) => {
    if (password === undefined) throw new DomainError('wrong_password', { field: 'password' })
    const tried = await attempt(email, ip, `signed in ${id}`)
    const found = await control.read((db) =>
      db.selectFrom('control.operators').select('passwordHash').where('id', '=', id).executeTakeFirst(),
    )
    if (!(await isPassword(password, found?.passwordHash))) {
      throw new DomainError('wrong_password', { field: 'password' })
    }
    await tried.succeeded()
  }
}
