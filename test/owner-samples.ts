import type { Deployment } from './deployment.ts'
import type { ConsoleSide, OperatorVisitor } from './operators.ts'

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

const nothing = async () => ({})

/** How each route of the console is asked, made anew each time. A route without a line here fails the access test. */
export const ownerSamples: Record<string, (given: Given) => Promise<Asked>> = {
  'POST /session': async () => ({ body: { email: 'nobody@operators.test', password: 'wrong' } }),
  'GET /session': nothing,
  'DELETE /session': nothing,
  'POST /links/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /links/take': async () => ({ body: { token: 'A'.repeat(43), password: 'seven lamps on a hill' } }),
}
