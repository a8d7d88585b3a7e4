import { expect } from 'vitest'
import { password } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'

type Slug = 'acme' | 'globex' | 'solo' | 'shop'

/** How a token that is none, or is one no more, is answered. */
export const isOver = { status: 401, code: 'invalid_token' }

export const baseOf = (slug: Slug) => `/${slug === 'shop' ? 'store' : 'clinic'}/${slug}/api`
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Programs that come with tokens of their own, to a deployment of this file's. */
export function openPrograms() {
  const deployment = openDeployment()

  /** A program's request: no browser's headers, no cookie. */
  const send = (url: string, body?: unknown, headers: Record<string, string> = {}, slug: Slug = 'acme') =>
    deployment.app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: `${baseOf(slug)}${url}`,
      headers: {
        host: 'localhost:8080',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
  const signIn = (email: string, more: object = {}, slug: Slug = 'acme') =>
    send('/tokens', { email, password, ...more }, {}, slug)
  return {
    deployment,
    send,
    signIn,
    ask: (token: string, url = '/session', slug: Slug = 'acme') => send(url, undefined, bearer(token), slug),
    refresh: (refreshToken: string, slug: Slug = 'acme') =>
      send('/tokens/refresh', { refreshToken }, {}, slug),
    /** Somebody new, and the first tokens of his program. */
    program: async (roles: Parameters<typeof newMember>[2] = ['doctor']) => {
      const person = await newMember(deployment, 'acme', roles)
      const answer = await signIn(person.email)
      expect(answer.statusCode, answer.body).toBe(200)
      return { person, ...(answer.json() as { accessToken: string; refreshToken: string }) }
    },
  }
}
