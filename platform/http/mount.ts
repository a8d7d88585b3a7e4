import type { ControlDb, Tenancy, TenantDb } from '@tenantry/tenancy'
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { AFile, type AnyRoute, Nothing, strictObject } from '#contract/route.ts'
import type { Audit } from '#platform/audit/audit.ts'
import type { Bearers } from '#platform/identity/api/bearers.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import type { PrincipalCache } from '#platform/identity/principal-cache.ts'
import type { RoleTable } from '#platform/members/roles.ts'
import { authorOfRequest, type Caller, findCaller, type Guard, makeGuard } from './caller.ts'
import { DomainError } from './domain-error.ts'
import { type FileAnswer, sendFile } from './file-answers.ts'
import type { KeptAnswers } from './kept-answers.ts'
import type { Remembered } from './remember-attempts.ts'
import { acceptUploads } from './uploads.ts'
import { bodyCheck, paramsCheck, queryCheck } from './validation.ts'
import { isWrittenPage, writtenPagesOf } from './written-list.ts'

/** What any app's routes are mounted on, whoever its people are. */
export interface Mounting {
  app: FastifyInstance
  /** The app that these routes serve. */
  appName: string
  /** Every route is listed here when it is mounted, for the test that tries them all. */
  mounted: MountedRoute[]
}

/** What an area's routes are mounted on: `patientRoutes(http: Http<ClinicTables>)`. */
export interface Http<Tables> extends Mounting {
  data: TenantDb<Tables>
  control: ControlDb<IdentityTables>
  /** Who a session belongs to; shared by all routes. */
  principals: PrincipalCache
  /** The same for access tokens and API keys. */
  bearers: Bearers
  tenancy: Tenancy
  /** Those of the app whose tenants these routes serve. */
  roles: RoleTable
  audit: Audit
  answers: KeptAnswers
}

/** The same without the tables, which differ from app to app. */
export type HttpParts = Omit<Http<unknown>, 'data'>

/** A route as the access matrix knows it. */
export interface MountedRoute {
  appName: string
  contract: AnyRoute
}

/** What came in, after the contract has been held against it. */
export interface Input {
  params: unknown
  query: unknown
  body: unknown
}

/** Mounts a contract of a tenant's app. Areas use `serveRead` and its siblings. */
export function mount(
  http: HttpParts,
  { contract, place }: { contract: AnyRoute; place: 'data' | 'control' },
  answer: (request: FastifyRequest, caller: Caller, input: Input, reply: FastifyReply) => Promise<unknown>,
) {
  const remembered: Remembered = {
    contract,
    authorOf: authorOfRequest,
    deny: (denial) => http.audit.deny({ place, ...denial }),
  }
  const config = { guard: makeGuard(http, contract), remembered }
  mountGuarded(http, contract, config, (request, input, reply) =>
    answer(request, findCaller(request), input, reply),
  )
}

/** Mounts one contract: who may, which the app's own guard knows, then what is asked, then the answer. */
export function mountGuarded(
  { app, appName, mounted }: Mounting,
  contract: AnyRoute,
  config: Pick<FastifyContextConfig, 'remembered'> & { guard: Guard },
  answer: (request: FastifyRequest, input: Input, reply: FastifyReply) => Promise<unknown>,
) {
  const read = makeReader(contract)
  const writePage = writtenPagesOf(contract)
  const status = contract.creates ? 201 : 200
  mounted.push({ appName, contract })

  const mountOn = (scope: FastifyInstance) =>
    scope.route({
      method: contract.method,
      url: contract.url,
      config,
      ...(contract.reply !== Nothing &&
        contract.reply !== AFile &&
        !contract.stream && { schema: { response: { [status]: contract.reply } } }),
      handler: async (request, reply) => {
        const input = read(request)
        const answered = await answer(request, input, reply)
        if (contract.stream || contract.picture || contract.download) return reply
        if (contract.reply === AFile) return sendFile(reply, answered as FileAnswer) // nothing else answers such a contract
        if (contract.reply === Nothing) return reply.code(204).send()
        if (isWrittenPage(answered)) {
          return reply.code(status).type('application/json; charset=utf-8').send(writePage(answered))
        }
        return reply.code(status).send(answered)
      },
    })

  if (contract.raw) acceptUploads(app, contract.raw, mountOn)
  else mountOn(app)
}

/** Holds what came in against the contract. */
function makeReader(contract: AnyRoute) {
  const nothing: TSchema = strictObject({})
  const checkParams = paramsCheck(contract.params ?? nothing)
  const checkQuery = queryCheck(contract.query ?? nothing)
  const checkBody = contract.body && bodyCheck(contract.body)
  return (request: FastifyRequest): Input => {
    const params = checkParams(request.params)
    const query = checkQuery(request.query)
    if (checkBody) return { params, query, body: checkBody(request.body) }
    if (request.body !== undefined && !contract.raw) {
      throw new DomainError('invalid_input', { detail: 'No body is expected' })
    }
    return { params, query, body: undefined }
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    guard?: Guard
    remembered?: Remembered
  }
}
