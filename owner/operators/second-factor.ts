import type { ControlDb, ControlTx } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { hasFactor, makeFirstRecoveryCodes, removeAllFactors } from '#platform/identity/factors/factors.ts'
import { type Holder, lockHolder } from '#platform/identity/factors/holder.ts'
import { spendRecoveryCode } from '#platform/identity/factors/recovery-codes.ts'
import { beginTotp, confirmTotp, spendTotp } from '#platform/identity/factors/totp-factor.ts'
import type { SessionOrigin } from '#platform/identity/sessions.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { endOperatorSessions, type Operator, startOperatorSession } from './operator-sessions.ts'
import type { OperatorTables } from './operators.tables.ts'

type Control = ControlDb<OperatorTables>
type Tx = ControlTx<OperatorTables>

export const holderOf = (operatorId: string): Holder => ({ kind: 'operator', id: operatorId })

interface Shown {
  operator: Operator
  kind: 'code' | 'recovery_code'
  code: string
  /** Of the session that takes the present one's place. */
  origin: SessionOrigin
}

/** Uses a code up and answers the token of the session that is complete with it; undefined where the code is wrong. */
export function showFactor(
  control: Control,
  secrets: Secrets,
  { operator, kind, code, origin }: Shown,
): Promise<string | undefined> {
  const holder = holderOf(operator.id)
  return control.run(async (tx) => {
    const right =
      kind === 'code' ? await spendTotp(tx, secrets, holder, code) : await spendRecoveryCode(tx, holder, code)
    return right ? completeSession(tx, operator, origin) : undefined
  })
}

/** Makes the secret of a new app. With the password alone one may enrol the first app and no other. */
export function beginApp(control: Control, secrets: Secrets, operator: Operator, name: string) {
  const holder = holderOf(operator.id)
  return control.run(async (tx) => {
    await lockHolder(tx, holder)
    await assertMayEnrol(tx, operator)
    return beginTotp(tx, secrets, holder, name)
  })
}

interface Confirmed {
  id: string
  code: string
  origin: SessionOrigin
}

/** Makes an app count. The first one completes the session and comes with recovery codes. */
export function confirmApp(
  control: Control,
  secrets: Secrets,
  operator: Operator,
  { id, code, origin }: Confirmed,
): Promise<{ token: string; recoveryCodes: string[] }> {
  const holder = holderOf(operator.id)
  return control.run(async (tx) => {
    await lockHolder(tx, holder)
    await assertMayEnrol(tx, operator)
    await confirmTotp(tx, secrets, holder, { id, code })
    const recoveryCodes = (await makeFirstRecoveryCodes(tx, holder)) ?? []
    return { token: await completeSession(tx, operator, origin), recoveryCodes }
  })
}

/** Takes everything away that an operator could show, and signs him out: he enrols anew. */
export async function resetFactors(tx: Tx, operatorId: string): Promise<void> {
  await removeAllFactors(tx, holderOf(operatorId))
  await endOperatorSessions(tx, operatorId)
}

/** Takes away the session that a token belongs to and starts a complete one: its id is another one. */
async function completeSession(tx: Tx, { id, sessionId }: Operator, origin: SessionOrigin): Promise<string> {
  // Of two requests with one session the second finds none to complete.
  const former = await tx
    .deleteFrom('control.operator_sessions')
    .where('id', '=', sessionId)
    .returning('id')
    .execute()
  if (former.length === 0) throw new DomainError('not_signed_in')
  return startOperatorSession(tx, { operatorId: id, proven: true, origin })
}

async function assertMayEnrol(tx: Tx, { id, proven }: Operator) {
  if (!proven && (await hasFactor(tx, holderOf(id)))) throw new DomainError('second_factor_required')
}
