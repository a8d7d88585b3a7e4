import { randomUUID } from 'node:crypto'
import type { Deployment } from './deployment.ts'
import { type ConsoleSide, operatorPassword, type OperatorVisitor } from './operators.ts'

/** What a route of the console is asked with. */
export interface Asked {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Record<string, unknown>
}

interface Given {
  /** Whoever is about to ask. */
  by: OperatorVisitor
  deployment: Deployment
  side: ConsoleSide
}

const unknownId = '0190a000-0000-7000-8000-000000000000'
const nothing = async () => ({})

/** How each route of the console is asked, made anew each time. A route without a line here fails the access test. */
export const ownerSamples: Record<string, (given: Given) => Promise<Asked>> = {
  'POST /session': async () => ({ body: { email: 'nobody@operators.test', password: 'wrong' } }),
  'GET /session': nothing,
  'DELETE /session': nothing,
  'POST /second-factor': async () => ({ body: { kind: 'code', code: '000000' } }),
  'POST /factors/app': async () => ({ body: { name: 'Phone', password: operatorPassword } }),
  'POST /factors/app/:factorId/confirm': async () => ({
    params: { factorId: unknownId },
    body: { code: '000000' },
  }),
  'GET /factors': nothing,
  'POST /recovery-codes': async () => ({ body: { password: operatorPassword } }),
  'POST /account/password': async () => ({
    body: { password: operatorPassword, newPassword: 'nine lamps in a valley' },
  }),
  'GET /account/sessions': nothing,
  'DELETE /account/sessions/:sessionId': async ({ by }) => ({
    params: { sessionId: (await by.get('/account/sessions')).json().items[0].id },
  }),
  'DELETE /account/sessions': nothing,
  'GET /operators': nothing,
  'POST /operators': async () => ({
    body: { email: `${randomUUID()}@operators.test`, name: 'Nia New', role: 'support' },
  }),
  'PATCH /operators/:operatorId': async (given) => ({
    ...(await operatorOf(given)),
    body: { role: 'billing' },
  }),
  'POST /operators/:operatorId/link': operatorOf,
  'POST /operators/:operatorId/disable': operatorOf,
  'POST /operators/:operatorId/enable': operatorOf,
  'POST /operators/:operatorId/reset-factor': operatorOf,
  'GET /tenants': async () => ({ query: { q: 'acme', status: 'active' } }),
  'POST /tenants': async () => ({
    body: {
      app: 'clinic',
      slug: 'admin',
      name: 'Riverside',
      plan: 'trial',
      placement: 'pool',
      owner: { name: 'Ada', email: 'ada@riverside.test' },
    },
  }),
  'GET /tenants/:tenantId': tenantOf,
  'POST /tenants/:tenantId/suspend': async (given) => ({
    ...(await tenantOf(given)),
    body: { reason: 'The invoice is overdue.' },
  }),
  'POST /tenants/:tenantId/resume': async (given) => ({
    ...(await tenantOf(given)),
    body: { reason: 'Paid.' },
  }),
  'GET /jobs': nothing,
  'GET /dead-letters': nothing,
  'POST /dead-letters/:jobId/retry': async () => ({ params: { jobId: unknownId }, body: { tenantId: null } }),
  'POST /dead-letters/:jobId/drop': async () => ({ params: { jobId: unknownId }, body: { tenantId: null } }),
  'GET /outbox': nothing,
  'GET /databases': nothing,
  'POST /links/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /links/take': async () => ({ body: { token: 'A'.repeat(43), password: 'seven lamps on a hill' } }),
}

async function tenantOf({ deployment }: Given): Promise<Asked> {
  return { params: { tenantId: deployment.tenant('globex').id } }
}

async function operatorOf({ side }: Given): Promise<Asked> {
  const { id } = await side.invite('read_only')
  return { params: { operatorId: id } }
}
