import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type Fleet, newId, openFleet, type ProvisionStep, type ServerUrls } from '../src/index.ts'
import { notesModules } from './notes-modules.ts'

/** What a fleet of the tests is opened with; plain JSON, so that a child process can be given the same. */
export interface FleetGiven {
  adminUrl: string
  /** Where the step `files` makes each tenant's folder. */
  files: string
  /** The folder of the `notes` module, where it is not the usual one. */
  notes?: string
  servers?: ServerUrls<'adminUrl'>
}

export const masterKey = Buffer.alloc(32, 7)

interface StepTables {
  'notes.folders': { tenantId: string; id: string; title: string }
}

export function modulesWith(notes?: string) {
  const people = { module: 'people', folder: fileURLToPath(new URL('./sql/people', import.meta.url)) }
  return {
    control: [people],
    data: notes ? [{ module: 'notes', folder: notes }] : notesModules.data,
  }
}

/** A fleet with steps of a product: a folder for files, a row of defaults, a first person in the control database. */
export function fleetUnderTest({ adminUrl, files, notes, servers }: FleetGiven): Fleet {
  return openFleet({
    adminUrl,
    masterKey,
    modules: modulesWith(notes),
    steps: steps(files),
    ...(servers && { servers }),
  })
}

function steps(files: string): ProvisionStep[] {
  return [
    {
      name: 'files',
      run: async ({ tenant }) => {
        await mkdir(join(files, tenant.id), { recursive: true })
        await writeFile(join(files, tenant.id, 'made'), tenant.slug)
      },
      undo: ({ tenant }) => rm(join(files, tenant.id), { recursive: true, force: true }),
      found: () => readdir(files),
    },
    {
      name: 'defaults',
      run: ({ tenant, actor, tables }) =>
        tables<StepTables>().run(tenant, actor, async (tx) => {
          const inbox = { id: newId(), title: 'Inbox' } as never // tenantId is the scope's to set
          await tx
            .insertInto('notes.folders')
            .values(inbox)
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }),
    },
    {
      name: 'first person',
      run: ({ tenant, details, control }) =>
        control().run(async (tx) => {
          const email = String(details.email)
          if (email === 'refused@example.test') throw new Error('that address is refused')
          const insert = sql`insert into control.people (tenant_id, email) values (${tenant.id}, ${email})
            on conflict do nothing`
          await tx.raw(insert).execute()
        }),
      undo: ({ tenant, control }) =>
        control().run(async (tx) => {
          await tx.raw(sql`delete from control.people where tenant_id = ${tenant.id}`).execute()
        }),
    },
  ]
}
