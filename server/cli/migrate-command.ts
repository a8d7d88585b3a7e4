import type { Fleet, MigrationPlan, MigrationReport } from '@tenantry/tenancy'
import type { Command } from 'commander'
import type { Invocation } from './cli.ts'
import { exitCodes } from './explain.ts'
import { showProgress } from './progress-bar.ts'
import type { Terminal } from './terminal.ts'
import { fleetOf, withDatabase } from './with-fleet.ts'

interface Options {
  dryRun?: boolean
  recheck?: boolean
  json?: boolean
}

export function addMigrateCommand(program: Command, invocation: Invocation) {
  program
    .command('migrate')
    .description('bring the control database, the pools and every silo up to date')
    .option('--dry-run', 'say what would run, and run nothing')
    .option('--recheck', 'ask every database first what it has reached: after one was restored by hand')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nA database that fails is set aside with its reason and the rest goes on; run again, only the rest runs.',
    )
    .action((options: Options) => migrate(invocation, options))
}

async function migrate(invocation: Invocation, { dryRun, recheck, json }: Options) {
  const { terminal } = invocation
  await withDatabase(terminal, 'migrate', async (parts) => {
    const fleet = fleetOf(parts)
    if (dryRun) {
      const plan = await fleet.plan({ recheck })
      terminal.print(json ? JSON.stringify(plan, null, 2) : planText(plan))
      if (plan.databases.some(({ reason }) => reason !== undefined)) invocation.exitCode = exitCodes.partly
      return
    }
    if (recheck) await correctRecords(terminal, fleet)
    const bar = showProgress(terminal, 'Databases')
    const report = await fleet
      .migrate(({ done, total, database }) => bar.update(done / total, `${done} of ${total}, ${database}`))
      .finally(() => bar.end())
    terminal.print(json ? JSON.stringify(report, null, 2) : reportText(report))
    if (report.failed.length > 0) invocation.exitCode = exitCodes.partly
  })
}

async function correctRecords(terminal: Terminal, fleet: Fleet) {
  const bar = showProgress(terminal, 'Looking')
  const { corrected, failed } = await fleet
    .recheck(({ done, total, database }) => bar.update(done / total, `${done} of ${total}, ${database}`))
    .finally(() => bar.end())
  for (const { database } of corrected) {
    terminal.tell(`${database} had reached something else than was recorded; the record is corrected\n`)
  }
  for (const { database, reason } of failed) {
    terminal.tell(`${database} could not be looked at: ${reason}\n`)
  }
}

function reportText({ applied, databases, current, failed }: MigrationReport): string {
  if (applied === 0 && failed.length === 0) return `Nothing to do: all ${databases} databases are up to date.`
  const done = databases - failed.length
  const before = current > 0 ? `, ${current} of them from the beginning` : ''
  const migrations = applied === 1 ? '1 migration' : `${applied} migrations`
  const lines = [`${migrations} applied; ${done} of ${databases} databases are up to date${before}.`]
  if (failed.length > 0) {
    lines.push(
      `Set aside, and their tenants refused until the cause is mended and "tenantry migrate" has run again:`,
    )
    for (const { server, database, reason } of failed) lines.push(`  ${database} on ${server}: ${reason}`)
  }
  return lines.join('\n')
}

/** Databases with the same to do stand together: a thousand silos are one line. */
function planText({ control, databases }: MigrationPlan): string {
  if (control.length === 0 && databases.length === 0) return 'Nothing to do: every database is up to date.'
  const groups = Map.groupBy(databases, ({ pending, reason }) => reason ?? pending.join('\n'))
  return [
    ...(control.length > 0 ? ['The control database would run:', ...control.map(indent)] : []),
    ...[...groups.values()].flatMap((group) => {
      const { database, pending, reason } = group[0]!
      const who = group.length === 1 ? database : `${database} and ${group.length - 1} others`
      if (reason !== undefined) return [`${who} cannot be brought up to date:`, indent(reason)]
      if (pending.length === 0) return [`${who} has run everything: only the record would be corrected.`]
      return [`${who} would run:`, ...pending.map(indent)]
    }),
  ].join('\n')
}

function indent(line: string): string {
  return `  ${line}`
}
