import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { addresses, start } from '../start.ts'
import type { Invocation } from './cli.ts'
import { exitCodes, explain } from './explain.ts'
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

async function serveUntilStopped(invocation: Invocation, demo: boolean | undefined) {
  const { terminal } = invocation
  const begun = performance.now()
  const config = readConfig(terminal.environment)
  const stopping = new AbortController()
  const stop = stopOnSignals(stopping)
  const onLost = (error: Error) => {
    terminal.tell(`${explain(error).message}\n`)
    invocation.exitCode = exitCodes.failed
    stopping.abort()
  }
  try {
    const report = (line: string) => terminal.tell(`${line}\n`)
    const running = await start({ config, demo, report, onLost }, stopping.signal)
    try {
      terminal.print(welcome(running.tenancy.directory, addresses(config), performance.now() - begun))
      await aborted(stopping.signal)
      terminal.tell('Stopping …\n')
    } finally {
      await running.stop()
    }
  } catch (error) {
    // Stopped while it started: what was open is closed, and that is what was asked for.
    if (!stopping.signal.aborted) throw error
  } finally {
    stop()
  }
}

/**
 * The first signal asks to stop. Ctrl-C arrives several times, from the terminal and from npm: those within a second
 * are one. A later one means it: the process ends at once, and PostgreSQL with it.
 */
function stopOnSignals(stopping: AbortController) {
  let asked = 0
  const onSignal = () => {
    const now = performance.now()
    if (asked === 0) asked = now
    else if (now - asked > 1000) process.exit(exitCodes.failed)
    stopping.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

function aborted(signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
