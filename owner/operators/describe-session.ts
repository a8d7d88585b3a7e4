import type { ControlDb } from '@tenantry/tenancy'
import type { Static } from 'typebox'
import { hasFactor } from '#platform/identity/factors/factors.ts'
import { permissionsOfOperator } from '../http/owner-http.ts'
import type { Operator } from './operator-sessions.ts'
import type { OperatorTables } from './operators.tables.ts'
import { holderOf } from './second-factor.ts'
import type { OperatorSession } from './session.contract.ts'

/** What the page is told of whoever is signed in. */
export async function describeOperatorSession(
  control: ControlDb<OperatorTables>,
  operator: Operator,
): Promise<Static<typeof OperatorSession>> {
  const { id, email, name, role } = operator
  return {
    operator: { id, email, name, role },
    permissions: [...permissionsOfOperator(operator)],
    step: operator.proven ? 'none' : await nextStep(control, id),
  }
}

async function nextStep(control: ControlDb<OperatorTables>, id: string) {
  const enrolled = await control.read((db) => hasFactor(db, holderOf(id)))
  return enrolled ? ('second_factor' as const) : ('enrol' as const)
}
