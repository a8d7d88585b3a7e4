import type { AnyRoute } from '#contract/route.ts'
import type { Deployment, Visitor } from '../deployment.ts'
import type { Asked } from '../route-samples.ts'
import { askRoute } from '../route-samples/ask-route.ts'

export const keyOf = ({ method, url }: AnyRoute) => `${method} ${url}`

export const routesOf = (deployment: Deployment, app: string): AnyRoute[] =>
  deployment.app.mounted.filter(({ appName }) => appName === app).map(({ contract }) => contract)

/** Everything that an answer tells: its headers, and its body in bytes. */
export interface Told {
  status: number
  headers: string
  body: Buffer
}

/** Asks a route with what a sample gave. */
export async function ask(visitor: Visitor, contract: AnyRoute, asked: Asked): Promise<Told> {
  const answer = await askRoute(visitor, contract, asked)
  return { status: answer.statusCode, headers: JSON.stringify(answer.headers), body: answer.rawPayload }
}
