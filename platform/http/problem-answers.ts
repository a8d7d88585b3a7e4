import { STATUS_CODES } from 'node:http'
import { TenancyError, type TenancyErrorCode } from '@tenantry/tenancy'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ProblemBody, type ProblemCode, problems } from '#contract/problems.ts'
import { DomainError } from './domain-error.ts'
import { isSqlError, problemOfSqlError } from './sqlstates.ts'

/** Answers any error with its problem. The cause is logged, never shown. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = refusalOf(error, request.method)
  const body = problemBody(refusal, request.id)
  const { status } = body
  if (status >= 500) request.log.error({ problem: refusal.code, cause: causeOf(error) }, 'failed')
  request.problemCode = refusal.code
  const retryAfter = refusal.retryAfter ?? (status === 503 ? 1 : undefined)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(body)
}

/** A refusal as it is shown. */
export function problemBody(
  { code, field, detail, conflicts, figures }: Refusal,
  requestId: string,
): ProblemBody {
  const status = problems[code]
  return {
    type: `urn:tenantry:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Client Closed Request',
    status,
    code,
    ...(field !== undefined && { field }),
    ...(detail !== undefined && { detail }),
    ...(conflicts !== undefined && { conflicts }),
    ...(figures !== undefined && { figures }),
    requestId,
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that was answered, for the log. */
    problemCode: ProblemCode | null
  }
}

const byTenancyCode: Partial<Record<TenancyErrorCode, ProblemCode>> = {
  unknown_tenant: 'unknown_tenant',
  tenant_closed: 'unknown_tenant',
  tenant_not_ready: 'tenant_not_ready',
  schema_unknown: 'schema_unknown',
  server_unknown: 'database_unavailable',
  tenant_suspended: 'tenant_suspended',
  timeout: 'timeout',
  aborted: 'client_closed',
  busy: 'busy',
  database_unavailable: 'database_unavailable',
  outcome_unknown: 'outcome_unknown',
}

const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_BAD_URL: 'unknown_route',
  FST_ERR_MAX_PARAM_LENGTH: 'unknown_route',
}

type Refusal = Pick<DomainError, 'code'> &
  Partial<Pick<DomainError, 'field' | 'detail' | 'conflicts' | 'figures' | 'retryAfter'>>

function refusalOf(error: unknown, method: string): Refusal {
  if (error instanceof DomainError) return error
  if (error instanceof TenancyError) {
    const code = byTenancyCode[error.code] ?? 'internal'
    // Which release is behind which: for whoever is called about it.
    return code === 'schema_unknown' ? { code, detail: error.message } : { code }
  }
  if (isSqlError(error)) return { code: problemOfSqlError(error, method) ?? 'internal' }
  const code = (error as { code?: unknown } | undefined)?.code
  return { code: (typeof code === 'string' && byFastifyCode[code]) || 'internal' }
}

/** What the log may know of a cause. A database error's texts can hold a patient's name; its names of things can't. */
export function causeOf(error: unknown): object {
  if (isSqlError(error)) {
    const { code, schema, table, constraint, routine } = error
    return { sqlState: code, schema, table, constraint, routine }
  }
  if (!(error instanceof Error)) return { kind: typeof error }
  const { code } = error as { code?: unknown }
  return {
    kind: error.name,
    ...(typeof code === 'string' && { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && { cause: causeOf(error.cause) }),
  }
}
