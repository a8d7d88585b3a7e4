import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { settings } from '../config.ts'
import { exitCodes, explain } from './explain.ts'
import { addAuditCommands } from './audit-command.ts'
import { addFilesCommands } from './files-command.ts'
import { addFleetCommands } from './fleet-commands.ts'
import { addImportCommand } from './import-command.ts'
import { addLedgerCommands } from './ledger-command.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addOperatorCommands } from './operator-commands.ts'
import { addStartCommand } from './start-command.ts'
import { addTenantCommands } from './tenant-commands.ts'
import type { Terminal } from './terminal.ts'
import { addVerifyCommand } from './verify-command.ts'
import { addWorkerCommand } from './worker-command.ts'

/** What a command is given to work with, and where it says how it went. */
export interface Invocation {
  terminal: Terminal
  exitCode: number
}

/** Runs one command line and answers its exit code. Nothing is thrown. */
export async function runCli(args: string[], terminal: Terminal): Promise<number> {
  const invocation: Invocation = { terminal, exitCode: exitCodes.done }
  const program = makeProgram(invocation)
  try {
    await program.parseAsync(args, { from: 'user' })
    return invocation.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    const { code, message, exitCode, stack } = explain(error)
    if (args.includes('--json')) terminal.print(JSON.stringify({ error: { code, message } }))
    else terminal.tell(`${stack ?? message}\n`)
    return exitCode
  }
}

function makeProgram(invocation: Invocation) {
  const { terminal } = invocation
  const program = new Command('tenantry')
    .description('Many clinics and shops from one deployment, fenced apart by PostgreSQL.')
    .version(readVersion())
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.print(text.trimEnd()), writeErr: terminal.tell })
    .showHelpAfterError('(--help says more)')
    .addHelpText('after', () => `\nSettings, by environment:\n${settingLines()}\n\n${exitCodeHelp}`)
  for (const add of [
    addStartCommand,
    addWorkerCommand,
    addMigrateCommand,
    addTenantCommands,
    addFleetCommands,
    addFilesCommands,
    addOperatorCommands,
    addImportCommand,
    addVerifyCommand,
    addAuditCommands,
    addLedgerCommands,
  ]) {
    add(program, invocation)
  }
  inheritSettings(program)
  return program
}

/** One line for each setting: name, meaning, default. The README's table has the same. */
function settingLines(): string {
  const all = Object.values(settings)
  const width = Math.max(...all.map(({ name }) => name.length))
  return all
    .map((each) => `  ${each.name.padEnd(width)}  ${each.meaning}${each.default && ` (${each.default})`}`)
    .join('\n')
}

const exitCodeHelp = 'Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 done in part.'

/** Commander copies these to subcommands only where they are set before the subcommand is made. */
function inheritSettings(command: Command) {
  for (const sub of command.commands) {
    sub.copyInheritedSettings(command)
    inheritSettings(sub)
  }
}

function readVersion() {
  const file = join(import.meta.dirname, '..', '..', 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
