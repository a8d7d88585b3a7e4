import { sql } from 'kysely'
import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { Command } from 'commander'
import type { Invocation } from './cli.ts'
import { exitCodes } from './explain.ts'
import { showProgress } from './progress-bar.ts'
import { withDatabase, withTenancy } from './with-fleet.ts'

interface Finding {
  tenant: string
  database: string
  problem: string
}

export function addVerifyCommand(program: Command, invocation: Invocation) {
  program
    .command('verify')
    .description('check the login, every data database and the fence of every table in it; changes nothing')
    .option('--json', 'print the result as JSON')
    .action(({ json }: { json?: boolean }) => verify(invocation, json === true))
}

async function verify(invocation: Invocation, json: boolean) {
  const { terminal } = invocation
  const result = await withDatabase(terminal, 'verify', (parts) =>
    withTenancy(parts, async (tenancy) => {
      const tenants = tenancy.directory.all().filter(({ status }) => status !== 'pending')
      const bar = showProgress(terminal, 'Tenants')
      const findings: Finding[] = []
      for (const [i, tenant] of tenants.entries()) {
        findings.push(...(await verifyTenant(tenancy, tenant)))
        bar.update((i + 1) / tenants.length, `${i + 1} of ${tenants.length}, ${tenant.slug}`)
      }
      bar.end()
      return { tenants: tenants.length, findings }
    }),
  )
  if (result.findings.length > 0) invocation.exitCode = exitCodes.failed
  if (json) return terminal.print(JSON.stringify(result, null, 2))
  for (const { tenant, database, problem } of result.findings)
    terminal.print(`${tenant} (${database}): ${problem}`)
  terminal.print(`${result.tenants} tenants checked, ${result.findings.length} problems`)
}

/** The context opens, and every table that has a tenant_id is fenced: forced row security and one policy for us. */
async function verifyTenant(tenancy: Tenancy, tenant: Tenant): Promise<Finding[]> {
  const { slug, placement } = tenant
  const finding = (problem: string) => ({ tenant: slug, database: placement.database, problem })
  try {
    const unfenced = await tenancy.tables().read(tenant, { kind: 'system', name: 'verify' }, (db) =>
      db
        .raw<{ name: string; problem: string }>(sql`
          select 'the context' as name, 'it is another tenant’s' as problem
           where fence.tenant() is distinct from ${db.tenantId}::uuid
           union all
          select c.oid::regclass::text,
                 case when not c.relrowsecurity then 'row security is off'
                      when not c.relforcerowsecurity then 'row security is not forced'
                      else 'it has not exactly one policy for the app' end
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            join pg_namespace n on n.oid = c.relnamespace
           where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
             and not (c.relrowsecurity and c.relforcerowsecurity and 1 = (
               select count(*) from pg_policy p
                where p.polrelid = c.oid and p.polpermissive and 'tenantry_app'::regrole = any (p.polroles)))
           order by 1`)
        .execute(),
    )
    return unfenced.map(({ name, problem }) => finding(`${name}: ${problem}`))
  } catch (error) {
    return [finding(error instanceof Error ? error.message : String(error))]
  }
}
