import type { InjectOptions } from 'fastify'

type Request<Reply> = (options: InjectOptions & { url: string }) => Promise<Reply>

/** The usual requests by one way of sending any: what has a body sends it as JSON. */
export function jsonRequests<Reply>(request: Request<Reply>) {
  const send =
    (method: 'POST' | 'PATCH') =>
    (url: string, body: unknown, headers: Record<string, string> = {}) =>
      request({
        method,
        url,
        ...(body !== undefined && { payload: JSON.stringify(body) }),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      })
  return {
    get: (url: string) => request({ url }),
    post: send('POST'),
    patch: send('PATCH'),
    delete: (url: string) => request({ method: 'DELETE', url }),
  }
}
