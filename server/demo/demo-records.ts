import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor, Tenancy, Tenant } from '@tenantry/tenancy'
import type { FhirTables } from '#apps/clinic/fhir/fhir.tables.ts'
import { importFhir } from '#apps/clinic/fhir/import-fhir.ts'
import { today } from '#apps/clinic/patients/birth-date.ts'
import { updateImportedPatient } from '#apps/clinic/patients/patients.ts'
import { writeRecord } from './courses.ts'
import type { DemoTenant } from './demo-tenants.ts'
import { makeDice } from './dice.ts'
import { makePeople, type Person } from './people.ts'
import type { Resource } from './resources.ts'

type Patients = NonNullable<DemoTenant['patients']>

/** By this source the demonstration's records are known from imported ones. */
const source = 'demonstration'
const actor: Actor = { kind: 'system', name: 'demonstration' }

/** Fills a clinic with patients who do not exist, through the importer that real records take. Does so once. */
export async function fillClinic(tenancy: Tenancy, tenant: Tenant, patients: Patients): Promise<void> {
  const db = tenancy.tables<FhirTables>()
  const done = await db.read(tenant, actor, (reader) =>
    reader
      .selectFrom('clinic.imports')
      .select('id')
      .where('source', '=', source)
      .where('state', '=', 'done')
      .limit(1)
      .execute(),
  )
  if (done.length > 0) return
  const { people, resources } = makeRecords(tenant.slug, patients, today(tenant.timeZone))
  await withBundle(resources, async (path) => {
    const { state, reason, failed, problems } = await importFhir(db, tenant, actor, path, { source })
    if (state !== 'done' || failed > 0 || problems > 0) {
      throw new Error(`The demonstration of ${tenant.slug} was not imported: ${reason ?? `${failed} failed`}`)
    }
  })
  await completeRegister(tenancy, tenant, people)
}

/** The same people and records for the same clinic and day. */
export function makeRecords(slug: string, { count, region, doctor }: Patients, day: string) {
  const people = makePeople(makeDice(slug), region, count, day)
  // A dice of his own, so that one patient's record does not depend on another's.
  const resources = people.flatMap((person) =>
    writeRecord(makeDice(`${slug} ${person.key}`), person, { scope: slug, doctor, today: day }),
  )
  return { people, resources }
}

async function withBundle(resources: Resource[], work: (path: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-demo-'))
  try {
    const path = join(folder, 'demonstration.json')
    const entry = resources.map((resource) => ({
      fullUrl: `https://demo.example/${resource.resourceType}/${resource.id}`,
      resource,
    }))
    await writeFile(path, JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }))
    await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the register knows and a FHIR Patient does not say. */
async function completeRegister(tenancy: Tenancy, tenant: Tenant, people: Person[]) {
  await tenancy.tables<FhirTables>().run(tenant, actor, async (tx) => {
    const imported = await tx
      .selectFrom('clinic.fhir_resources')
      .select(['id', 'resourceId'])
      .where('source', '=', source)
      .where('resourceType', '=', 'Patient')
      .execute()
    const ids = new Map(imported.map(({ id, resourceId }) => [resourceId, id]))
    for (const { key, bloodGroup, emergencyContact } of people) {
      const id = ids.get(`${tenant.slug}-${key}`)
      if (id) await updateImportedPatient(tx, id, { bloodGroup, emergencyContact })
    }
  })
}
