import { expect } from 'vitest'
import type { Deployment } from '#test/deployment.ts'

export type Asking = ReturnType<typeof makeAsking>

/** People who come to the platform's own address and ask for a clinic or a shop, each from a network of his own. */
export function makeAsking({ app }: Deployment) {
  let count = 0
  let network = 0
  const send = (url: string, body?: unknown, from: { host?: string; remoteAddress?: string } = {}) =>
    app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: `/api${url}`,
      remoteAddress: from.remoteAddress ?? `203.0.113.${++network}`,
      headers: {
        host: from.host ?? 'localhost:8080',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
  const look = async (token: string) => (await send('/registrations/look', { token })).json()
  return {
    send,
    look,
    asked: (more: object = {}) => ({
      app: 'clinic',
      slug: `riverside-${++count}`,
      name: 'Riverside Clinic',
      owner: {
        name: 'Asha Kulkarni',
        email: `asha${count}@example.org`,
        password: 'grey otters walk at night',
      },
      ...more,
    }),
    register: (body: object, remoteAddress?: string) =>
      send('/registrations', body, remoteAddress ? { remoteAddress } : {}),
    untilOver: (token: string) =>
      expect.poll(() => look(token), { timeout: 60_000, interval: 10 }).not.toMatchObject({ state: 'asked' }),
    signIn: (slug: string, email: string, password = 'grey otters walk at night') =>
      send('/session', { email, password }, { host: `${slug}.localhost:8080` }),
  }
}
