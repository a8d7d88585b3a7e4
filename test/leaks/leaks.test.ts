import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { storeRoles } from '#apps/store/roles.ts'
import type { AnyRoute } from '#contract/route.ts'
import { listCapturedMails } from '#platform/mail/captured-mails.ts'
import type { MailTables } from '#platform/mail/mail.tables.ts'
import { queryAsAdmin } from '../past-the-fence.ts'
import { password, type Role, type Visitor } from '../deployment.ts'
import type { TenantSlug } from '../deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { openStream, type OpenStream } from '../event-stream.ts'
import { newMember } from '../new-member.ts'
import { type Asked, samples } from '../route-samples.ts'
import { type Canaries, makeCanaries } from './canaries.ts'
import { plantingVisitor } from './planting-visitor.ts'
import { plantFiles } from './plant-files.ts'
import { ask, keyOf, routesOf, type Told } from './walk.ts'

// Every role asks for every route: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const deployment = openDeployment()
const cookies: string[] = []
beforeAll(async () => {
  // Mails that were not sent are shown to the members of demonstration tenants alone.
  await queryAsAdmin(deployment, {}, 'update control.tenants set demo = true')
  await vi.waitUntil(() => deployment.tenancy.directory.all().every(({ demo }) => demo), { timeout: 20_000 })
  await deployment.startWorker()
})

/** These end their asker's session, or his place: somebody new asks. */
const ends = new Set(['DELETE /session', 'POST /session'])

async function sampleFor(
  contract: AnyRoute,
  owner: Visitor,
  slug: TenantSlug,
  by: (visitor: Visitor) => Visitor,
) {
  const sample = await samples[keyOf(contract)]!(owner, deployment)
  if (!sample.spent && !ends.has(keyOf(contract))) return { asker: owner, sample }
  const asker = by(await newMember(deployment, slug, ['owner']))
  return { asker, sample: await samples[keyOf(contract)]!(asker, deployment) }
}

describe.each([
  ['clinic', 'acme', 'globex', clinicRoles],
  ['clinic', 'solo', 'globex', clinicRoles],
  ['store', 'shop', 'depot', storeRoles],
] as const)('of what a %s keeps, %s, at %s', (app, ownSlug, otherSlug, roles) => {
  let canaries: Canaries
  let owner: Visitor
  let streams: OpenStream[]
  /** How each route was asked at the tenant whose words are looked for. */
  const asked = new Map<string, Asked>()
  const answered = new Map<string, Told>()
  const contracts = () => routesOf(deployment, app)

  beforeAll(async () => {
    canaries = makeCanaries()
    const listeners = await Promise.all(
      Object.keys(roles).map((role) => deployment.signIn(otherSlug, role as Role)),
    )
    streams = await Promise.all(listeners.map((visitor) => openStream(deployment, visitor)))
    owner = await deployment.signIn(ownSlug, 'owner')
    cookies.push(...[owner, ...listeners].map(({ cookie }) => cookie!.split('=')[1]!))
  })
  afterAll(() => {
    for (const stream of streams) stream.close()
  })

  test('its own people read it in answers of every kind', async () => {
    const planting = (visitor: Visitor) => plantingVisitor(visitor, contracts(), canaries)
    for (const contract of contracts()) {
      const { asker, sample } = await sampleFor(contract, planting(owner), ownSlug, planting)
      asked.set(keyOf(contract), sample)
      answered.set(keyOf(contract), await ask(asker, contract, sample))
    }
    await plantFiles(owner, canaries)
    expect(canaries.count()).toBeGreaterThan(60)
    const refused = [...answered].filter(
      ([key, { status }]) =>
        status >= 400 && contracts().find((each) => keyOf(each) === key)?.permission !== 'public',
    )
    expect(refused.map(([key, { status, body }]) => `${key} ${status} ${String(body)}`)).toEqual([])
    const telling: string[] = []
    for (const contract of contracts().filter(({ method }) => method === 'GET')) {
      const { body } = await ask(owner, contract, asked.get(keyOf(contract))!)
      if (canaries.foundIn(body).length > 0) telling.push(contract.url)
    }
    expect(telling).toEqual(expect.arrayContaining(app === 'clinic' ? clinicTells : storeTells))
  })

  test('no answer to anybody tells a word of it, whatever ids he asks with', async () => {
    const other = await deployment.signIn(otherSlug, 'owner')
    const members = await Promise.all(
      Object.keys(roles).map((role) => deployment.signIn(otherSlug, role as Role)),
    )
    const askers: [string, Visitor][] = [
      ...members.map((visitor, at): [string, Visitor] => [Object.keys(roles)[at]!, visitor]),
      ['nobody in particular', deployment.visit(otherSlug)],
      ['a stranger at its own address', deployment.visit(ownSlug, other.cookie)],
      ['nobody at its own address', deployment.visit(ownSlug)],
    ]
    const leaks: string[] = []
    let answers = 0
    const sweep = (who: string, contract: AnyRoute, { headers, body }: Told) => {
      answers++
      for (const bytes of [headers, body])
        for (const place of canaries.foundIn(bytes)) {
          const leak = `${keyOf(contract)} to ${who}: ${place}`
          if (!atTheDoor.test(leak)) leaks.push(leak)
        }
    }
    for (const contract of contracts()) {
      const { asker, sample } = await sampleFor(contract, other, otherSlug, (visitor) => visitor)
      const first = await ask(asker, contract, sample)
      if (contract.permission !== 'public')
        expect(first.status, `${keyOf(contract)} ${String(first.body)}`).toBeLessThan(400)
      sweep('the owner', contract, first)
      const foreign = asked.get(keyOf(contract))!
      for (const [who, visitor] of askers) {
        const mayEnd = ends.has(keyOf(contract)) || sample.spent
        if (mayEnd && visitor.cookie) continue
        for (const question of [sample, foreign]) sweep(who, contract, await ask(visitor, contract, question))
      }
    }
    expect(leaks).toEqual([])
    expect(answers).toBeGreaterThan(contracts().length * 8)
  })

  test('no stream, not even one that comes back with its place, carries a word of it', async () => {
    const own = await openStream(deployment, owner)
    await vi.waitUntil(() => own.lastId(), { timeout: 20_000 })
    const thief = await deployment.signIn(otherSlug, 'owner')
    streams.push(await openStream(deployment, thief, { after: own.lastId() }))
    own.close()
    // A change of the tenant ends its streams, whose watchers come back with their place.
    const before = await openStream(deployment, thief)
    streams.push(before)
    await vi.waitUntil(() => before.lastId(), { timeout: 20_000 })
    const heardSince = async () => {
      const stream = await openStream(deployment, thief, { after: before.lastId(), query: '?once=true' })
      streams.push(stream)
      await stream.ended
      return stream.hints().map(({ id }) => id)
    }
    const subjects = app === 'clinic' ? 'patients' : 'customers'
    const body = app === 'clinic' ? { givenName: 'Last', confirmedDuplicate: true } : { name: 'Last' }
    const made = (await owner.post(`/${subjects}`, body)).json().id as string
    const ours = (await thief.post(`/${subjects}`, body)).json().id as string
    await expect.poll(heardSince, { timeout: 20_000 }).toContain(ours)
    const ids = [...asked.values()].flatMap(({ params = {} }) => Object.values(params))
    for (const stream of streams) {
      expect(canaries.foundIn(stream.text())).toEqual([])
      for (const id of [made, ...ids.filter((each) => /^[0-9a-f-]{36}$/.test(each))])
        expect(stream.text()).not.toContain(id)
    }
  })

  test('no mail of it goes to anybody else’s people', async () => {
    const control = deployment.tenancy.control<MailTables>()
    const mails = () => control.read((db) => listCapturedMails(db, { limit: 200 }))
    const isTold = ({ subject, text }: { subject: string; text: string }) =>
      canaries.foundIn(`${subject}\n${text}`).length > 0
    await vi.waitUntil(async () => (await mails()).items.some(isTold), { timeout: 60_000 })
    const { id } = deployment.tenant(ownSlug)
    for (const mail of (await mails()).items) {
      if (!isTold(mail)) continue
      expect(mail.tenantId).toBe(id)
      expect(mail.to).not.toMatch(new RegExp(`@${otherSlug}\\.test$`))
    }
  })

  test('the log says none of it', () => {
    expect(deployment.log().length).toBeGreaterThan(10_000)
    expect(canaries.foundIn(deployment.log())).toEqual([])
  })
})

test('no password, session or link stands in the log', () => {
  const log = deployment.log()
  for (const secret of [password, ...cookies]) expect(log).not.toContain(secret)
})

/** Whoever stands before a door reads the name on it. */
const atTheDoor = /^GET \/tenant to .+ at its own address: PATCH \/settings name$/

const clinicTells = ['/patients', '/members', '/offices', '/audit/export']
const storeTells = ['/customers', '/members', '/offices', '/audit/export']
