import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { addresses } from '../addresses.ts'
import { start } from '../start.ts'
import type { Invocation } from './cli.ts'
import { exitCodes, explain } from './explain.ts'
import { aborted, untilStopped } from './until-stopped.ts'
import { welcome } from './welcome.ts'

export function addStartCommand(program: Command, invocation: Invocation) {
  program
    .command('start')
    .description('start PostgreSQL, unless one is given, and serve the platform until Ctrl-C')
    .option('--demo', 'make the demonstration tenants even in a PostgreSQL of yours')
    .option('--no-demo', 'start empty')
    .action((options: { demo?: boolean }, command: Command) => {
      // Commander sets `demo` for --no-demo alone; unsaid, the database decides.
      const said = command.getOptionValueSource('demo') === 'cli'
      return serveUntilStopped(invocation, said ? options.demo : undefined)
    })
}

function serveUntilStopped(invocation: Invocation, demo: boolean | undefined) {
  const { terminal } = invocation
  const begun = performance.now()
  const config = readConfig(terminal.environment)
  return untilStopped(async (stopping) => {
    const onLost = (error: Error) => {
      terminal.tell(`${explain(error).message}\n`)
      invocation.exitCode = exitCodes.failed
      stopping.abort()
    }
    const report = (line: string) => terminal.tell(`${line}\n`)
    const running = await start({ config, demo, report, onLost }, stopping.signal)
    try {
      terminal.print(welcome(running.tenancy.directory, addresses(config), performance.now() - begun))
      await aborted(stopping.signal)
      terminal.tell('Stopping …\n')
    } finally {
      await running.stop()
    }
  })
}
