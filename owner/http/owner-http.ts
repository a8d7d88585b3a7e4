import type { ControlDb, Directory, Tenancy } from '@tenantry/tenancy'
import type { FastifyRequest } from 'fastify'
import type { AnyRoute, Route } from '#contract/route.ts'
import type { ControlAudit } from '#platform/audit/audit.ts'
import { auditedControl } from '#platform/audit/control-entries.ts'
import { eventOf } from '#platform/audit/entries.ts'
import type { Author } from '#platform/audit/events.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import { abortedWith, assertKnownPermission, type Guard } from '#platform/http/caller.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { KeptAnswers, Once } from '#platform/http/kept-answers.ts'
import { type Mounting, mountGuarded } from '#platform/http/mount.ts'
import { type Exchange, exchangeOf } from '#platform/http/serve.ts'
import { makeTokenCookie } from '#platform/identity/cookie.ts'
import { makePermissionsOf } from '#platform/members/roles.ts'
import { findOperator, type Operator } from '../operators/operator-sessions.ts'
import type { OwnerTenantTables as OwnerTables } from '../tenants/tenants.tables.ts'
import { operatorRoles } from '../roles.ts'

export const operatorCookie = makeTokenCookie('__Host-operator')

/** What the console's routes are mounted on. There is no handle of a tenant's rows in it. */
export interface OwnerHttp extends Mounting {
  control: ControlDb<OwnerTables>
  directory: Directory
  tenancy: Pick<Tenancy, 'control'>
  answers: KeptAnswers
  audit: Pick<ControlAudit, 'recordControl' | 'deny'>
}

/** What a handler is told beside its contract's input. */
export interface OperatorCaller {
  /** Who is signed in; null on public routes. */
  operator: Operator | null
  can(permission: string): boolean
  requestId: string
  signal: AbortSignal
}

/**
 * Who may ask for what, as everywhere: `serveOwner(http, suspendTenant, async ({ operator, params }) => …)`. Whatever a
 * request commits through the `control` it is given is written down in the same transaction, and what it did by other
 * ways afterwards.
 */
export function serveOwner<Input, Reply>(
  http: OwnerHttp,
  contract: Route<Input, Reply>,
  handle: (
    request: NoInfer<Input> &
      OperatorCaller & { control: ControlDb<OwnerTables>; exchange: Exchange; once: Once },
  ) => Promise<NoInfer<Reply>>,
) {
  const remembered = auditOf(contract)
  const guard = makeOperatorGuard(http, contract)
  const attempts = { contract, authorOf: authorOfOperator, deny: http.audit.deny }
  mountGuarded(http, contract, { guard, remembered: attempts }, async (request, input, reply) => {
    const given = { ...input, ...callerOf(request), exchange: exchangeOf(request, reply) }
    // `never` fits the handler's request: the contract's parts were checked against the schemas its type comes from.
    if (contract.method === 'GET') return handle({ ...given, control: http.control } as never)
    const begin = () => remembered.begin(authorOfOperator(request), input)
    const tenantId = tenantIn(input.params)
    const { control, isWritten } = auditedControl(http.control, tenantId, begin)
    const work = (once?: Once) => handle({ ...given, control, once } as never)
    const { reply: answered, repeated } = contract.creates
      ? await http.answers.answer(request, { owner: `operator ${request.operator?.id ?? 'visitor'}` }, work)
      : { reply: await work(), repeated: false }
    if (!isWritten() && request.operator) {
      const entry = begin()
      if (repeated) entry.detail.repeated = true
      await http.audit.recordControl({ ...eventOf(entry), tenantId })
    }
    return answered
  })
}

/** The tenant that an act is about, so that its people find it in their audit. */
function tenantIn(params: unknown): string | null {
  return (params as { tenantId?: string }).tenantId ?? null
}

/** As whom the audit knows whoever asks. */
function authorOfOperator({ operator, ip, id: requestId }: FastifyRequest): Author {
  if (!operator) {
    return { kind: 'visitor', id: null, name: null, roles: [], sessionId: null, ip, requestId }
  }
  const { id, name, role, sessionId } = operator
  return { kind: 'operator', id, name, roles: [role], sessionId, ip, requestId }
}

/** The one who asks, on every route that is not public. */
export function signedIn({ operator }: Pick<OperatorCaller, 'operator'>): Operator {
  if (!operator) throw new DomainError('not_signed_in')
  return operator
}

const permissionsOf = makePermissionsOf(operatorRoles)

/** What an operator may do now: nothing before his second factor. */
export function permissionsOfOperator({ role, proven }: Operator): ReadonlySet<string> {
  return permissionsOf(proven ? [role] : [])
}

function makeOperatorGuard(http: OwnerHttp, contract: AnyRoute): Guard {
  const { permission, health, method, url } = contract
  assertKnownPermission(contract, operatorRoles, 'operator')
  if (health) throw new Error(`${method} ${url}: the console shows no health data`)

  return async (request) => {
    request.gone = abortedWith(request)
    if (permission === 'public') return
    const token = operatorCookie.tokenIn(request.headers)
    const operator = token && (await findOperator(http.control, token, request.gone))
    if (!operator) throw new DomainError('not_signed_in')
    if (!operator.proven && !contract.whileLimited) throw new DomainError('second_factor_required')
    request.operator = operator
    if (permission !== 'operator' && !permissionsOfOperator(operator).has(permission)) {
      throw new DomainError('forbidden')
    }
  }
}

function callerOf(request: FastifyRequest): OperatorCaller {
  const { operator } = request
  const permissions = operator ? permissionsOfOperator(operator) : new Set<string>()
  return {
    operator,
    can: (permission) => permissions.has(permission),
    requestId: request.id,
    signal: request.gone,
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the console's guard; null on public routes. */
    operator: Operator | null
  }
}
