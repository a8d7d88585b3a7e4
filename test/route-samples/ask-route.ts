import type { AnyRoute } from '#contract/route.ts'
import type { Visitor } from '../deployment.ts'
import type { Asked } from './asked.ts'

/** Asks a route with what a sample gave; an id that the sample does not name is one that nobody has. */
export function askRoute(visitor: Visitor, { method, url }: AnyRoute, asked: Asked) {
  const { params, query, body, version, upload } = asked
  const path = url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? `no ${name}`))
  const type = upload?.type ?? (body === undefined ? undefined : 'application/json')
  return visitor.request({
    method,
    url: query ? `${path}?${new URLSearchParams(query)}` : path,
    headers: {
      ...(type && { 'content-type': type }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
    ...(upload && { payload: upload.content }),
  })
}
