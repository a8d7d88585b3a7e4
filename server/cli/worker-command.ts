import type { Command } from 'commander'
import { makeLogger } from '#platform/http/logger.ts'
import { startWork } from '../work.ts'
import type { Invocation } from './cli.ts'
import { aborted, untilStopped } from './until-stopped.ts'
import { withDatabase, withTenancy } from './with-fleet.ts'

export function addWorkerCommand(program: Command, invocation: Invocation) {
  program
    .command('worker')
    .description('do jobs until Ctrl-C, beside servers with WORKER=off or to help those that do their own')
    .action(() => work(invocation))
}

function work({ terminal }: Invocation) {
  return untilStopped(({ signal }) =>
    withDatabase(terminal, 'worker', (parts) =>
      withTenancy(parts, async (tenancy, announcer) => {
        const { config, masterKey, database } = parts
        const logger = makeLogger(config.logLevel)
        const { databaseUrl } = database
        const worker = await startWork({ config, masterKey, databaseUrl, tenancy, announcer, logger })
        terminal.print('The worker does jobs. Ctrl-C stops it.')
        try {
          await aborted(signal)
          terminal.tell('Stopping …\n')
        } finally {
          await worker.stop()
        }
      }),
    ),
  )
}
