import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { Command } from 'commander'
import { recordAct } from '#platform/audit/entries.ts'
import type { FileTables } from '#platform/files/files.tables.ts'
import type { FileServices } from '#platform/files/objects.ts'
import { destroyKeys, rotateKey } from '#platform/files/rotate-key.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { KeyDestroyed } from '#platform/secrets/tenant-keys.ts'
import { openFiles } from '../files.ts'
import { Refusal } from '../refusal.ts'
import type { Invocation } from './cli.ts'
import { exitCodes } from './explain.ts'
import { showProgress } from './progress-bar.ts'
import { withDatabase, withTenancy } from './with-fleet.ts'

const actor = { kind: 'system', name: 'tenantry files' } as const

interface DestroyOptions {
  confirm?: string
  reason: string
  json?: boolean
}

export function addFilesCommands(program: Command, invocation: Invocation) {
  const files = program
    .command('files')
    .description('the keys that files of a clinic or shop are sealed with')
  const json = ['--json', 'print the result as JSON'] as const

  files
    .command('rotate-key <slug>')
    .description('make a new key and seal every file with it; stopped, the same command goes on from there')
    .option(...json)
    .action((slug: string, options: { json?: boolean }) => rotate(invocation, slug, options.json === true))

  files
    .command('destroy-key <slug>')
    .description('make every file, wherever a copy of it lies, unreadable for good')
    .option('--confirm <slug>', 'the same again: nothing can bring the files back')
    .requiredOption('--reason <words>', 'kept in the audit')
    .option(...json)
    .action((slug: string, options: DestroyOptions) => destroy(invocation, slug, options))
}

async function rotate(invocation: Invocation, slug: string, json: boolean) {
  const { terminal } = invocation
  const bar = showProgress(terminal, 'Files')
  const { generation, sealed, failed, wentOn } = await withFiles(
    invocation,
    'files rotate-key',
    slug,
    async ({ tenancy, files, tenant }) => {
      await record(tenancy, tenant, { action: 'files.key.rotate', reason: 'a new key for its files' })
      const place = { tenant, actor, data: tenancy.tables<FileTables>() }
      return rotateKey(files, place, (done, all) => bar.update(done / all, `${done} of ${all}`))
    },
  )
    .catch(explainDestroyed(slug))
    .finally(() => bar.end())
  if (failed.length > 0) invocation.exitCode = exitCodes.partly
  const unread = failed.map(({ objectId }) => objectId)
  if (json) return terminal.print(JSON.stringify({ slug, generation, sealed, wentOn, failed: unread }))
  const begun = wentOn ? 'The rotation before was completed' : 'A new key was made'
  terminal.print(`${begun}: key ${generation} of ${slug} holds ${sealed} more files and pieces of files.`)
  if (unread.length > 0) {
    terminal.print(`${unread.length} could not be read and stay as they are: ${unread.join(', ')}`)
  }
}

async function destroy(invocation: Invocation, slug: string, { confirm, reason, json }: DestroyOptions) {
  const { terminal } = invocation
  if (confirm !== slug) {
    throw new Refusal(
      `Every file of ${slug} would be lost for good. If that is meant, say so with --confirm ${slug}`,
    )
  }
  const destroyed = await withFiles(
    invocation,
    'files destroy-key',
    slug,
    async ({ tenancy, files, tenant }) => {
      await record(tenancy, tenant, { action: 'files.key.destroy', reason })
      return destroyKeys(files, tenant.id)
    },
  )
  if (json) return terminal.print(JSON.stringify({ slug, destroyed }))
  terminal.print(
    destroyed === 0
      ? `The keys of ${slug} were destroyed before.`
      : `${destroyed === 1 ? 'The key' : `All ${destroyed} keys`} of ${slug} are destroyed: nobody can open its files any more.`,
  )
}

interface Given {
  tenancy: Tenancy
  files: FileServices
  tenant: Tenant
}

function withFiles<T>(
  { terminal }: Invocation,
  command: string,
  slug: string,
  work: (given: Given) => Promise<T>,
): Promise<T> {
  return withDatabase(terminal, command, (parts) =>
    withTenancy(parts, (tenancy) => {
      const tenant = tenancy.directory.bySlug(slug)
      if (!tenant) throw new Refusal(`There is no tenant "${slug}"; "tenantry tenant list" shows all.`)
      const files = openFiles(parts.config, { tenancy, secrets: makeSecrets(parts.masterKey) })
      return work({ tenancy, files, tenant })
    }),
  )
}

/** Before it is done: what was begun is remembered, whatever becomes of it. */
function record(
  tenancy: Tenancy,
  tenant: Tenant,
  { action, reason }: { action: string; reason: string },
): Promise<void> {
  return tenancy.asOperator(reason, actor, tenant, (tx) =>
    recordAct(tx, {
      action,
      entity: 'tenant',
      entityId: tenant.id,
      patientId: null,
      detail: { reason },
    }),
  )
}

const explainDestroyed = (slug: string) => (error: unknown) => {
  if (!(error instanceof KeyDestroyed)) throw error
  throw new Refusal(`The keys of ${slug} were destroyed: there is nothing left to seal.`)
}
