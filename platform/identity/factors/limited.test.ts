import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { AnyRoute, Limit } from '#contract/route.ts'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp } from '#test/own-factor.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { setRequiringRoles } from './factor-rules.ts'

const deployment = openDeployment()

const codes: Record<Limit, string> = {
  second_factor: 'second_factor_required',
  temporary_password: 'password_change_required',
  enrol_factor: 'factor_enrolment_required',
}

// What somebody may do who has something to do first. Whatever is not here is refused.
const open: Record<Limit, string[]> = {
  second_factor: ['GET /session', 'POST /session/factor'],
  temporary_password: [
    'DELETE /account/sessions',
    'GET /session',
    'POST /account/password',
    'POST /session/factor',
  ],
  enrol_factor: [
    'DELETE /account/sessions',
    'GET /account/factors',
    'GET /session',
    'POST /account/confirmation',
    'POST /account/factors/:factorId/confirm',
    'POST /account/factors/totp',
    'POST /account/passkeys',
    'POST /account/passkeys/challenge',
    'POST /session/factor',
  ],
}

const makeLimited: Record<Limit, (slug: 'acme' | 'shop') => Promise<Visitor>> = {
  async second_factor(slug) {
    const member = await newMember(deployment, slug, ['owner'])
    await giveApp(deployment, member.accountId)
    return member
  },
  async temporary_password(slug) {
    const member = await newMember(deployment, slug, ['owner'])
    await deployment.tenancy
      .control<IdentityTables>()
      .run((tx) =>
        tx
          .updateTable('control.accounts')
          .set({ temporaryUntil: sql`now() + interval '1 day'` })
          .where('id', '=', member.accountId)
          .execute(),
      )
    return member
  },
  async enrol_factor(slug) {
    const member = await newMember(deployment, slug, ['owner'])
    await ask(slug, ['owner'])
    return member
  },
}

const ask = (slug: 'acme' | 'shop', roles: string[]) =>
  deployment.tenancy.control().run((tx) => setRequiringRoles(tx, deployment.tenant(slug).id, roles))

describe.each(['second_factor', 'temporary_password', 'enrol_factor'] as const)(
  'somebody limited by %s',
  (limit) => {
    test.each([
      ['clinic', 'acme'],
      ['store', 'shop'],
    ] as const)('may do nothing else, on any route of a %s', async (appName, slug) => {
      const limited = await makeLimited[limit](slug)
      const session = (await limited.get('/session')).json()
      expect(session).toMatchObject({ limit, permissions: [] })
      const routes = deployment.app.mounted.filter(
        (route) => route.appName === appName && route.contract.permission !== 'public',
      )
      expect(routes.length).toBeGreaterThan(15)
      const opened: string[] = []
      for (const { contract } of routes.sort(
        (one, other) => endsAll(one.contract) - endsAll(other.contract),
      )) {
        if ((await refusal(limited, contract)) !== codes[limit]) opened.push(keyOf(contract))
      }
      await ask(slug, [])
      expect(opened.sort()).toEqual(open[limit])
    })
  },
)

const keyOf = ({ method, url }: AnyRoute) => `${method} ${url}`

/** Signs the asker out where it is open, so it comes last. */
const endsAll = (contract: AnyRoute) => Number(keyOf(contract) === 'DELETE /account/sessions')

async function refusal(visitor: Visitor, { method, url }: AnyRoute) {
  const path = url.replace(/:(\w+)/g, () => randomUUID())
  const answer = await visitor.request({ method, url: path })
  return answer.statusCode === 403 ? answer.json().code : 'open'
}
