import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { Command } from 'commander'
import { checkLedgerOf, type LedgerVerdict } from '#platform/ledger/check-ledger.ts'
import { Refusal } from '../refusal.ts'
import type { Invocation } from './cli.ts'
import { explain } from './explain.ts'
import { withDatabase, withTenancy } from './with-fleet.ts'

/** As of `verify`: books that could not be looked at are not books that were found wrong. */
const verdicts = { sound: 0, faulty: 1, notDone: 2 } as const

interface Options {
  json?: boolean
}

export function addLedgerCommands(program: Command, invocation: Invocation) {
  const ledger = program.command('ledger').description('look after the books of clinics and shops')
  ledger
    .command('check [slug]')
    .description('hold balances, dues and totals against the entries: of one tenant, or of all')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 the books are sound, 1 something differs, 2 it could not be looked at.',
    )
    .action((slug: string | undefined, options: Options) => decide(invocation, slug, options))
}

async function decide(invocation: Invocation, slug: string | undefined, { json }: Options) {
  const { terminal } = invocation
  try {
    const found = await withDatabase(terminal, 'ledger check', (parts) =>
      withTenancy(parts, (tenancy) => checkAll(tenancy, slug)),
    )
    terminal.print(json ? JSON.stringify(found) : found.map(textOf).join('\n'))
    const isFaulty = found.some(({ findings }) => findings.length > 0)
    invocation.exitCode = isFaulty ? verdicts.faulty : verdicts.sound
  } catch (error) {
    const { code, message, stack } = explain(error)
    if (json) terminal.print(JSON.stringify({ error: { code, message } }))
    else terminal.tell(`${stack ?? message}\n`)
    invocation.exitCode = verdicts.notDone
  }
}

type Found = LedgerVerdict & { slug: string }

async function checkAll(tenancy: Tenancy, slug: string | undefined): Promise<Found[]> {
  const found: Found[] = []
  for (const tenant of tenantsOf(tenancy, slug)) {
    found.push({ slug: tenant.slug, ...(await checkLedgerOf(tenancy, tenant)) })
  }
  return found
}

function tenantsOf({ directory }: Tenancy, slug: string | undefined): Tenant[] {
  if (slug === undefined) {
    return directory.all().filter(({ status }) => status === 'active' || status === 'suspended')
  }
  const tenant = directory.bySlug(slug)
  if (!tenant) throw new Refusal(`There is no tenant "${slug}"; "tenantry tenant list" shows all.`)
  return [tenant]
}

function textOf({ slug, transactions, findings }: Found): string {
  const verdict = findings.length === 0 ? 'sound' : `${findings.length} differences`
  return [
    `${slug}: ${transactions} transactions, ${verdict}`,
    ...findings.map(({ fault, subject }) => `  ${fault} ${subject}`),
  ].join('\n')
}
