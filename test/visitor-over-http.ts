import type { Visitor } from './deployment.ts'
import { jsonRequests } from './json-requests.ts'

/** A visitor of a server in a process of its own: what is asked goes over the network, and what is answered comes back by it. */
export function visitorOverHttp(origin: string, visitor: Visitor): Visitor {
  const request = (async ({ url, method = 'GET', headers = {}, payload }) => {
    const answer = await fetch(`${origin}${visitor.base}/api${url}`, {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(visitor.cookie && { cookie: visitor.cookie }),
        ...(headers as Record<string, string>),
      },
      ...(payload !== undefined && { body: payload as string }),
    })
    const rawPayload = Buffer.from(await answer.arrayBuffer())
    const body = rawPayload.toString()
    return {
      statusCode: answer.status,
      headers: Object.fromEntries(answer.headers),
      body,
      rawPayload,
      json: () => JSON.parse(body) as unknown,
    }
  }) as Visitor['request']
  return {
    ...visitor,
    request,
    ...jsonRequests(request),
  }
}
