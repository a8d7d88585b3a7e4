import type { AnyRoute } from '#contract/route.ts'
import type { Deployment, Visitor } from '../deployment.ts'
import type { Asked } from '../route-samples.ts'

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
  const path = contract.url.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(asked.params?.[name] ?? 'none'),
  )
  const { upload, version } = asked
  const type = upload?.type ?? (asked.body === undefined ? undefined : 'application/json')
  const answer = await visitor.request({
    method: contract.method,
    url: asked.query ? `${path}?${new URLSearchParams(asked.query)}` : path,
    headers: {
      ...(type && { 'content-type': type }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    },
    ...(asked.body !== undefined && { payload: JSON.stringify(asked.body) }),
    ...(upload && { payload: upload.content }),
  })
  return { status: answer.statusCode, headers: JSON.stringify(answer.headers), body: answer.rawPayload }
}
