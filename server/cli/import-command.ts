import type { Command } from 'commander'
import { Refusal } from '../refusal.ts'
import type { Invocation } from './cli.ts'

export function addImportCommand(program: Command, _invocation: Invocation) {
  program
    .command('import')
    .description('bring records in')
    .command('fhir <path>')
    .description('import FHIR R4 records: .json, .ndjson, .zip, .tar.gz or a folder')
    .requiredOption('--tenant <slug>', 'the clinic they belong to')
    .option('--json', 'print the result as JSON')
    .action(() => {
      throw new Refusal('not here yet')
    })
}
