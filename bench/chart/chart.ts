import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Actor, openTenancy } from '@tenantry/tenancy'
import type { FhirTables } from '#apps/clinic/fhir/fhir.tables.ts'
import { importFhir } from '#apps/clinic/fhir/import-fhir.ts'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { buildTenantApp } from '#server/tenant-app.ts'
import { makeWorld, type World } from '../http/world.ts'
import { saveReport } from '../report.ts'
import { openInBrowser } from './browser.ts'
import { writeRegister } from './records.ts'

/** Milliseconds for the 95th of a hundred first answers of the large chart, warm, through the whole stack. */
const bar = 150
/** Milliseconds for the median of its openings in Chromium, warm, until rows of the timeline are painted. */
const paintedBar = 1500
const seed = 2026
const actor: Actor = { kind: 'system', name: 'bench' }

/** The chart of a patient with 700 encounters and 5,000 observations, among 10,000 patients; and the import of them all. */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const { world, dataFolder, close } = await makeWorld({ tenants: 1, bigTenants: [1], smallTenant: 1 }, say)
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const tenancy = await openTenancy({ databaseUrl: world.databaseUrl, masterKey })
  const tenant = tenancy.directory.bySlug(world.tenants[0]!.slug)!
  const app = await buildTenantApp(
    {
      address: { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' },
      ownerOrigin: 'http://localhost:8081',
      logger: makeLogger('warn'),
      secrets: makeSecrets(masterKey),
      auditKey: publicKeyText(sealKeyOf(masterKey)),
      dataFolder,
      webRoot: join(import.meta.dirname, '../../web/dist'),
    },
    tenancy,
  )
  try {
    const path = join(dataFolder, 'register.ndjson')
    const size = { patients: quick ? 1000 : 10_000, encounters: 3, manyEncounters: 715 }
    const resources = await writeRegister(path, size, seed)
    say(`importing ${resources} resources of ${size.patients} patients`)
    const db = tenancy.tables<FhirTables>()
    const done = await importFhir(db, tenant, actor, path)
    if (done.created !== resources) throw new Error(`Only ${done.created} of ${resources} were imported`)

    const ids = await db.read(tenant, actor, (reader) =>
      reader
        .selectFrom('clinic.fhir_resources')
        .select(['patientId', 'resourceId'])
        .where('resourceType', '=', 'Patient')
        .orderBy('resourceId')
        .execute(),
    )
    const large = ids.find(({ resourceId }) => resourceId === 'p0')!.patientId!
    const others = ids.filter(({ resourceId }) => resourceId !== 'p0').map(({ patientId }) => patientId!)

    const cookie = await signIn(app, world)
    const get = async (url: string) => {
      const answer = await app.inject({
        url: `/clinic/${tenant.slug}/api${url}`,
        headers: { host: 'localhost:8080', cookie },
      })
      if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`)
      return answer.json()
    }
    const deep = await pageAt(get, large, 20)
    const rows = [
      { what: 'first answer of the large chart', ...(await timed(() => get(`/patients/${large}/chart`))) },
      {
        what: 'first answer of other charts',
        ...(await timed((i) => get(`/patients/${others[(i * 97) % others.length]}/chart`))),
      },
      { what: 'first page of its timeline', ...(await timed(() => get(`/patients/${large}/timeline`))) },
      {
        what: 'twentieth page of it',
        ...(await timed(() => get(`/patients/${large}/timeline?cursor=${deep}`))),
      },
      {
        what: '200 of its vitals',
        ...(await timed(() => get(`/patients/${large}/records?kind=vitals&limit=200`))),
      },
    ]
    const imported = { resources, 'resources per second': done.rate }
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const url = `http://localhost:${port}/clinic/${tenant.slug}/patients/${large}`
    const { opened, ...scrolled } = await openInBrowser({ url, cookie }, quick ? 3 : 9)
    const painted = opened.toSorted((one, other) => one - other)[Math.floor(opened.length / 2)]!
    const inBrowser = { 'painted ms': painted, opened, ...scrolled }
    saveReport('chart', { quick, seed, size, bar, paintedBar, imported, rows, inBrowser })
    console.table([imported])
    console.table(rows)
    console.table([inBrowser])
    if (scrolled.blankFrames > 0) throw new Error(`${scrolled.blankFrames} frames were blank while scrolling`)
    if (painted > paintedBar) throw new Error(`The large chart is painted after more than ${paintedBar} ms`)
    if (rows[0]!['p95 ms'] > bar) throw new Error(`The large chart takes more than ${bar} ms`)
  } finally {
    await app.close()
    await tenancy.close()
    await close()
  }
}

async function pageAt(get: (url: string) => Promise<{ next: string }>, patientId: string, page: number) {
  let cursor = ''
  for (let i = 1; i < page; i++) {
    const { next } = await get(`/patients/${patientId}/timeline${cursor && `?cursor=${cursor}`}`)
    cursor = next
  }
  return cursor
}

/** The first runs, which plan and warm up, do not count. */
async function timed(work: (i: number) => Promise<unknown>) {
  const times: number[] = []
  for (let i = 0; i < 110; i++) {
    const start = performance.now()
    await work(i)
    if (i >= 10) times.push(performance.now() - start)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)]! * 10) / 10
  return { 'p10 ms': at(0.1), 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'max ms': at(0.999) }
}

async function signIn(app: Awaited<ReturnType<typeof buildTenantApp>>, { tenants, email, password }: World) {
  const answer = await app.inject({
    method: 'POST',
    url: `/clinic/${tenants[0]!.slug}/api/session`,
    headers: { host: 'localhost:8080', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    payload: JSON.stringify({ email, password }),
  })
  if (answer.statusCode !== 200) throw new Error(`could not sign in: ${answer.body}`)
  return String(answer.headers['set-cookie']).split(';', 1)[0]!
}
