import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type VerifyProgress, verifyFleet } from '@tenantry/tenancy'
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { allowances, globalTables } from '../fence.ts'
import { furtherServers, migrationModules } from '../modules.ts'
import { Refusal } from '../refusal.ts'
import { checkSignature, parseSignedReport, type SignedReport, signReport } from '../verify-signature.ts'
import type { Invocation } from './cli.ts'
import { explain } from './explain.ts'
import { showProgress } from './progress-bar.ts'
import { verifyText } from './verify-text.ts'
import { adminUrlOf, withDatabase } from './with-fleet.ts'

/** Unlike other commands': a fence that could not be looked at is not one that was found broken. */
const verdicts = { stands: 0, findings: 1, notDone: 2 } as const

interface Options {
  json?: boolean
  report?: string
  check?: string
  key?: string
}

export function addVerifyCommand(program: Command, invocation: Invocation) {
  program
    .command('verify')
    .description('prove on the running system that the fence between tenants stands')
    .option('--json', 'print the report as JSON')
    .option('--report <file>', 'write the report to a file, signed with the key of TENANTRY_DATA')
    .option('--check <file>', 'look at nothing but the signature of such a file')
    .option('--key <file>', 'with --check: the public key to trust, instead of verify.pub in TENANTRY_DATA')
    .addHelpText(
      'after',
      '\nTwo tenants are made for the time of it, in the pool and in a silo, and removed.\nExit codes: 0 the fence stands, 1 something was found, 2 it could not be looked at.',
    )
    .action((options: Options) => decide(invocation, options))
}

async function decide(invocation: Invocation, options: Options) {
  const { terminal } = invocation
  try {
    invocation.exitCode = options.check
      ? checkReport(invocation, resolve(terminal.folder, options.check), options)
      : await verify(invocation, options)
  } catch (error) {
    const { code, message, stack } = explain(error)
    if (options.json) terminal.print(JSON.stringify({ error: { code, message } }))
    else terminal.tell(`${stack ?? message}\n`)
    invocation.exitCode = verdicts.notDone
  }
}

async function verify({ terminal }: Invocation, options: Options): Promise<number> {
  const report = await withDatabase(terminal, 'verify', async (parts) => {
    const { config, masterKey } = parts
    const given = {
      adminUrl: adminUrlOf(parts),
      databaseUrl: parts.database.databaseUrl,
      masterKey,
      modules: migrationModules,
      globalTables,
      allowances,
      ...furtherServers(config),
    }
    const bar = showProgress(terminal, 'Verify')
    const onProgress = (progress: VerifyProgress) => bar.update(shareOf(progress), textOf(progress))
    try {
      return await verifyFleet({ ...given, onProgress })
    } finally {
      bar.end()
    }
  })
  if (options.report) {
    const file = resolve(terminal.folder, options.report)
    const signed = signReport(report, readConfig(terminal.environment).dataFolder)
    writeFileSync(file, `${JSON.stringify(signed, null, 2)}\n`)
    terminal.tell(`Signed report: ${file}\n`)
  }
  terminal.print(options.json ? JSON.stringify(report, null, 2) : verifyText(report))
  return report.findings.length > 0 ? verdicts.findings : verdicts.stands
}

/** Where each phase begins on the bar: the catalogue of many silos takes longest. */
const beginnings = { catalogue: 0, canaries: 0.5, probes: 0.6, removal: 0.95 }
const ends = { catalogue: 0.5, canaries: 0.6, probes: 0.95, removal: 1 }

function shareOf({ phase, done, total }: VerifyProgress): number {
  return beginnings[phase] + (ends[phase] - beginnings[phase]) * (done / total)
}

function textOf({ phase, done, total }: VerifyProgress): string {
  return phase === 'catalogue' ? `${done} of ${total} databases read` : phase
}

function checkReport({ terminal }: Invocation, file: string, options: Options): number {
  const signed = readSignedReport(file)
  const { dataFolder } = readConfig(terminal.environment)
  const keyFile = options.key && resolve(terminal.folder, options.key)
  const state = checkSignature(signed, { dataFolder, keyFile: keyFile || undefined })
  const sentences = {
    valid: 'The signature is valid: the report is as it was signed, by the key that is trusted here.',
    other_key: 'The report is as it was signed, but by a key that is not trusted here.',
    invalid: 'The signature is NOT valid: the report was changed after it had been signed.',
  }
  const { at, database, server, findings } = signed.report
  if (options.json) terminal.print(JSON.stringify({ signature: state, at, findings: findings.length }))
  else terminal.print(`${at} · ${database} on ${server} · ${findings.length} findings\n${sentences[state]}`)
  return state === 'valid' ? verdicts.stands : verdicts.findings
}

function readSignedReport(file: string): SignedReport {
  try {
    return parseSignedReport(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(`${file} is no signed report: ${error.message}`)
    throw error
  }
}
