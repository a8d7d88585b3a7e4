import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Actor, Tenant } from '@tenantry/tenancy'
import type { Deployment } from '#test/deployment.ts'
import type { FhirTables } from '../fhir.tables.ts'
import { type ImportFhirOptions, importFhir } from '../import-fhir.ts'
import type { Import } from '../imports.contract.ts'

export const actor: Actor = { kind: 'system', name: 'test' }

/** Imports files into clinics of a test deployment, and looks at what came of them. */
export async function startImporting(deployment: Deployment) {
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-import-'))
  const db = deployment.tenancy.tables<FhirTables>()
  let last = 0

  /** Writes files below a new folder, `{ 'a.json': '…' }`, and answers where. */
  const write = async (files: Record<string, string>) => {
    const path = join(folder, `source-${++last}`)
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), content)
    }
    return path
  }
  const importPath = (clinic: Tenant, path: string, options: ImportFhirOptions = {}) =>
    importFhir(db, clinic, actor, path, options)

  return {
    folder,
    db,
    write,
    /** A clinic of its own for a test. */
    newClinic: () => {
      const slug = `clinic-${++last}`
      return deployment.fleet.provision({ slug, app: 'clinic', name: slug, plan: 'basic', placement: 'pool' })
    },
    importPath,
    importFiles: async (clinic: Tenant, files: Record<string, string>, options: ImportFhirOptions = {}) =>
      importPath(clinic, await write(files), options),
    problemsOf: (clinic: Tenant, { id }: Import) =>
      db.read(clinic, actor, (reader) =>
        reader
          .selectFrom('clinic.import_problems')
          .select(['path', 'entry', 'resourceType', 'reason'])
          .where('importId', '=', id)
          .orderBy('no')
          .execute(),
      ),
    resourcesOf: (clinic: Tenant) =>
      db.read(clinic, actor, (reader) =>
        reader
          .selectFrom('clinic.fhir_resources')
          .select([
            'id',
            'source',
            'resourceType',
            'resourceId',
            'patientId',
            'kind',
            'title',
            'version',
            'original',
          ])
          .orderBy('resourceType')
          .orderBy('resourceId')
          .execute(),
      ),
    /** All rows of a table. */
    rowsOf: <Table extends keyof FhirTables>(clinic: Tenant, table: Table) =>
      db.read(clinic, actor, (reader) =>
        reader
          .selectFrom(table as 'clinic.problems')
          .selectAll()
          .execute(),
      ) as Promise<unknown> as Promise<Record<string, unknown>[]>, // any table, looked at by name
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export type Importing = Awaited<ReturnType<typeof startImporting>>

/** The five numbers, for comparing. */
export const counts = ({ read, created, updated, unchanged, failed }: Import) => ({
  read,
  created,
  updated,
  unchanged,
  failed,
})
