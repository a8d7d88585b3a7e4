import type { Command } from 'commander'
import type { Invocation } from './cli.ts'
import { exitCodes } from './explain.ts'
import { showProgress } from './progress-bar.ts'
import { fleetOf, withDatabase } from './with-fleet.ts'

export function addMigrateCommand(program: Command, invocation: Invocation) {
  program
    .command('migrate')
    .description('bring the control database, the pool and every silo up to date')
    .option('--json', 'print the result as JSON')
    .action(({ json }: { json?: boolean }) => migrate(invocation, json === true))
}

async function migrate(invocation: Invocation, json: boolean) {
  const { terminal } = invocation
  const result = await withDatabase(terminal, 'migrate', async (parts) => {
    const bar = showProgress(terminal, 'Databases')
    const report = await fleetOf(parts).migrate(({ done, total, database }) =>
      bar.update(done / total, `${done} of ${total}, ${database}`),
    )
    bar.end()
    return report
  })
  if (json) terminal.print(JSON.stringify(result, null, 2))
  else
    terminal.print(`${result.applied} migrations applied, ${result.databases} databases up to date or tried`)
  for (const { database, reason } of result.failed) terminal.tell(`${database}: ${reason}\n`)
  if (result.failed.length > 0) invocation.exitCode = exitCodes.partly
}
