import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { AnyRoute } from '#contract/route.ts'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { storeRoles } from '#apps/store/roles.ts'
import { listTables } from './any-row.ts'
import type { Role, Visitor } from './deployment.ts'
import type { TenantSlug } from './deployment-template.ts'
import { openDeployment } from './open-deployment.ts'
import { connectTo } from './past-the-fence.ts'
import { newMember } from './new-member.ts'
import { type Asked, samples } from './route-samples.ts'
import { askRoute } from './route-samples/ask-route.ts'

// Every role asks for every route: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 360_000 })

const rolesOf: Record<string, Record<string, readonly string[]>> = { clinic: clinicRoles, store: storeRoles }

const deployment = openDeployment()

const keyOf = ({ method, url }: AnyRoute) => `${method} ${url}`
const mounted = (app: string) =>
  deployment.app.mounted.filter(({ appName }) => appName === app).map(({ contract }) => contract)

test('every route has a sample, and every sample a route', () => {
  const keys = new Set(deployment.app.mounted.map(({ contract }) => keyOf(contract)))
  expect([...keys].sort()).toEqual(Object.keys(samples).sort())
})

// Written anew with `npx vitest run test/isolation-routes.test.ts -u`; whoever reviews a change reads it.
test('who may do what is the committed table', async () => {
  const lines = deployment.app.mounted.map(({ appName, contract }) => {
    const { permission, health } = contract
    const roles = Object.entries(rolesOf[appName] ?? {})
      .filter(([, permissions]) => mayAsk(contract, permissions))
      .map(([role]) => role)
    const who =
      permission === 'public' ? 'everybody' : permission === 'member' ? 'every member' : roles.join(', ')
    return `${appName}  ${keyOf(contract)}  ${permission}  ${health ? 'health' : '-'}  ${who}`
  })
  await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('access-matrix.txt')
})

const mayAsk = ({ permission }: AnyRoute, permissions: readonly string[]) =>
  permission === 'public' || permission === 'member' || permissions.includes(permission)

/** What a person could tell two answers apart by; the request's own id is in both. */
async function ask(visitor: Visitor, contract: AnyRoute, asked: Asked) {
  const answer = await askRoute(visitor, contract, asked)
  const requestId = String(answer.headers['x-request-id'])
  const headers = Object.keys(answer.headers).filter((name) => name !== 'date')
  return { status: answer.statusCode, body: answer.body.replaceAll(requestId, '…'), headers: headers.sort() }
}

const codeOf = (answer: { body: string }) => (JSON.parse(answer.body) as { code?: string }).code

/** Where the contract says that an id stands: `params.patientId`. */
function idsIn(contract: AnyRoute, asked: Asked): string[] {
  return (['params', 'query', 'body'] as const).flatMap((part) => {
    const schema = contract[part] as { properties?: Record<string, { title?: string }> } | undefined
    return Object.keys(asked[part] ?? {})
      .filter((name) => schema?.properties?.[name]?.title?.startsWith('id of '))
      .map((name) => `${part}.${name}`)
  })
}

const valueAt = (asked: Asked, id: string) => {
  const [part, name] = id.split('.') as ['params', string]
  return asked[part]![name]!
}

/** The same question with other ids in place of some of its own. */
function withIds(asked: Asked, ids: string[], by: (id: string) => string) {
  const changed: Asked = structuredClone(asked)
  for (const id of ids) {
    const [part, name] = id.split('.') as ['params', string]
    changed[part]![name] = by(id)
  }
  return changed
}

/** Every row of a tenant in its data database, as text. */
async function rowsOf(slug: TenantSlug) {
  const { id, placement } = deployment.tenant(slug)
  const { database } = placement
  const client = await connectTo(deployment.adminUrl, { database, role: 'tenantry_maintenance' })
  const found: string[] = []
  for (const { name, columns } of await listTables(client)) {
    if (!columns.some((column) => column.name === 'tenant_id')) continue
    const { rows } = await client.query(`select each::text as row from ${name} each where tenant_id = $1`, [
      id,
    ])
    found.push(...rows.map(({ row }) => `${name} ${row}`).sort())
  }
  await client.end()
  return found
}

describe.each([
  ['clinic', 'acme', 'globex'],
  ['clinic', 'solo', 'globex'],
  ['store', 'shop', 'depot'],
] as const)('a %s, %s, keeps out', (appName, slug, foreignSlug) => {
  let owner: Visitor
  let foreignOwner: Visitor
  let stranger: Visitor
  beforeAll(async () => {
    owner = await deployment.signIn(slug, 'owner')
    foreignOwner = await deployment.signIn(foreignSlug, 'owner')
    stranger = deployment.visit(slug, foreignOwner.cookie)
  })

  const sampleOf = (contract: AnyRoute, by: Visitor) => samples[keyOf(contract)]!(by, deployment)
  const closed = () => mounted(appName).filter(({ permission }) => permission !== 'public')
  /** A clinic has no ids for what a store alone has: such routes are asked with unknown ones only. */
  const isShared = (contract: AnyRoute) =>
    mounted('clinic').some((theirs) => keyOf(theirs) === keyOf(contract))

  /** Own ids, the other clinic's ids, ids of nothing. */
  async function questions(contract: AnyRoute) {
    const own = await sampleOf(contract, owner)
    const theirs = isShared(contract) ? await sampleOf(contract, foreignOwner) : undefined
    const ids = idsIn(contract, own)
    const nothings = new Map(ids.map((id) => [id, randomUUID()]))
    const replace = (names: string[], by: (id: string) => string) => withIds(own, names, by)
    const noId = (id: string) => nothings.get(id)!
    const theirId = (id: string) => (theirs ? valueAt(theirs, id) : noId(id))
    // All at once, and each alone: somebody's own patient with another clinic's record.
    const pairs = [ids, ...(ids.length > 1 ? ids.map((id) => [id]) : [])]
      .filter((names) => names.length > 0)
      .map((names) => ({ foreign: replace(names, theirId), random: replace(names, noId) }))
    return { own, pairs, all: [own, ...pairs.flatMap(({ foreign, random }) => [foreign, random])] }
  }

  test('nobody in particular', async () => {
    for (const contract of closed()) {
      const { all } = await questions(contract)
      for (const asked of all) {
        const answer = await ask(deployment.visit(slug), contract, asked)
        expect([answer.status, codeOf(answer)], keyOf(contract)).toEqual([401, 'not_signed_in'])
      }
    }
  })

  test('a member of another tenant, who learns nothing from any id', async () => {
    for (const contract of closed()) {
      const { all } = await questions(contract)
      const answers = await Promise.all(all.map((asked) => ask(stranger, contract, asked)))
      expect([answers[0]!.status, codeOf(answers[0]!)], keyOf(contract)).toEqual([403, 'not_a_member'])
      for (const answer of answers) expect(answer, keyOf(contract)).toEqual(answers[0])
    }
  })

  test('a member whose role does not allow it, who learns nothing from any id', async () => {
    for (const [role, permissions] of Object.entries(rolesOf[appName]!)) {
      const member = await deployment.signIn(slug, role as Role)
      for (const contract of closed().filter((each) => !mayAsk(each, permissions))) {
        const { all } = await questions(contract)
        const answers = await Promise.all(all.map((asked) => ask(member, contract, asked)))
        expect([answers[0]!.status, codeOf(answers[0]!)], `${role}: ${keyOf(contract)}`).toEqual([
          403,
          'forbidden',
        ])
        for (const answer of answers) expect(answer, `${role}: ${keyOf(contract)}`).toEqual(answers[0])
      }
    }
  })

  test('nobody whose role allows it', async () => {
    for (const [role, permissions] of Object.entries(rolesOf[appName]!)) {
      const member = await deployment.signIn(slug, role as Role)
      for (const contract of closed().filter((each) => mayAsk(each, permissions))) {
        let [asker, sample] = [member, await sampleOf(contract, owner)]
        if (sample.spent) {
          asker = await newMember(deployment, slug, [role as 'viewer'])
          sample = await sampleOf(contract, asker)
        }
        const answer = await ask(asker, contract, sample)
        expect(answer.status, `${role}: ${keyOf(contract)} ${answer.body}`).toBeLessThan(300)
      }
    }
  })

  test('what belongs to another clinic: its ids answer as ids of nothing, and its rows stay as they are', async () => {
    for (const contract of closed()) {
      const { pairs } = await questions(contract)
      if (pairs.length === 0) continue
      const before = await rowsOf(foreignSlug)
      for (const { foreign, random } of pairs) {
        const answers = [await ask(owner, contract, foreign), await ask(owner, contract, random)]
        expect(answers[0], keyOf(contract)).toEqual(answers[1])
        if (!contract.params) continue
        expect([answers[0]!.status, codeOf(answers[0]!)], keyOf(contract)).toEqual([404, 'not_found'])
      }
      expect(await rowsOf(foreignSlug), keyOf(contract)).toEqual(before)
    }
  })

  test('no visitor from what is public', async () => {
    const open = mounted(appName).filter(({ permission }) => permission === 'public')
    expect(open.map(keyOf).sort()).toEqual([
      'DELETE /session',
      'GET /file-links',
      'GET /logo',
      'GET /tenant',
      'GET /whatsapp/meta',
      'POST /email-links/use',
      'POST /invitations/accept',
      'POST /invitations/look',
      'POST /password-links',
      'POST /password-links/look',
      'POST /password-links/use',
      ...(appName === 'store' ? ['POST /payment-page/claims', 'POST /payment-page/look'] : []),
      'POST /session',
      'POST /session/handover',
      'POST /session/handover/use',
      'POST /session/passkey',
      'POST /session/passkey/challenge',
      ...(appName === 'store' ? ['POST /statement-page/file', 'POST /statement-page/look'] : []),
      'POST /tokens',
      'POST /tokens/refresh',
      'POST /tokens/revoke',
      'POST /whatsapp/meta',
      'POST /whatsapp/twilio',
    ])
  })
})
