import type { DatabaseStatus, FleetFinding } from '@tenantry/tenancy'
import type { Command } from 'commander'
import type { Invocation } from './cli.ts'
import { exitCodes } from './explain.ts'
import { formatTable } from './table.ts'
import { fleetOf, withDatabase } from './with-fleet.ts'

export function addFleetCommands(program: Command, invocation: Invocation) {
  const json = ['--json', 'print the result as JSON'] as const

  program
    .command('databases')
    .description('the control database’s list of pools and silos: where they are, what they have reached')
    .option('--failed', 'only those that were set aside')
    .option(...json)
    .action((options: { failed?: boolean; json?: boolean }) => list(invocation, options))

  program
    .command('reconcile')
    .description('compare what is recorded with what the servers hold, and say what crashes have left')
    .option('--repair', 'mend what can be mended without losing anything')
    .option(...json)
    .addHelpText(
      'after',
      '\nThe server does the same with --repair by itself, at its start and every ten minutes.',
    )
    .action((options: { repair?: boolean; json?: boolean }) => reconcile(invocation, options))
}

async function list({ terminal }: Invocation, { failed, json }: { failed?: boolean; json?: boolean }) {
  const all = await withDatabase(terminal, 'databases', (parts) => fleetOf(parts).databases())
  const databases = failed ? all.filter(({ failure }) => failure !== null) : all
  if (json) return terminal.print(JSON.stringify(databases, null, 2))
  if (databases.length === 0) {
    return terminal.print(
      failed ? 'No database was set aside.' : 'There is no database yet: tenantry migrate',
    )
  }
  const rows = databases.map((each) => [
    each.server,
    each.name,
    each.kind,
    each.state,
    String(each.tenants),
    levelsText(each),
    each.failure ?? '',
  ])
  terminal.print(
    formatTable([['Server', 'Database', 'Kind', 'State', 'Tenants', 'Schema', 'Set aside'], ...rows]),
  )
}

function levelsText({ levels }: DatabaseStatus): string {
  return Object.entries(levels)
    .map(([module, level]) => `${module} ${level}`)
    .join(', ')
}

async function reconcile(invocation: Invocation, options: { repair?: boolean; json?: boolean }) {
  const { terminal } = invocation
  const findings = await withDatabase(terminal, 'reconcile', (parts) =>
    fleetOf(parts).reconcile({ repair: options.repair === true }),
  )
  const open = findings.filter(({ kind, repaired }) => repaired === undefined && kind !== 'folders_unseen')
  if (open.length > 0) invocation.exitCode = exitCodes.partly
  if (options.json) return terminal.print(JSON.stringify(findings, null, 2))
  if (findings.length === 0) return terminal.print('Everything is as it is recorded.')
  terminal.print(findings.map(findingText).join('\n'))
  if (open.length > 0 && !options.repair) {
    terminal.print('"tenantry reconcile --repair" mends what can be mended without losing anything.')
  }
}

function findingText({ server, object, sentence, repaired }: FleetFinding): string {
  return `${object} on ${server} ${sentence}.${repaired === undefined ? '' : ` Mended: ${repaired}.`}`
}
