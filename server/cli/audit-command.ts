import { once } from 'node:events'
import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import type { KeyObject } from 'node:crypto'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Tenancy, Tenant } from '@tenantry/tenancy'
import { anchorFile, readAnchors } from '#platform/audit/anchors.ts'
import { exportChain, NoExport, verifyExport } from '#platform/audit/export-chain.ts'
import { controlGround, dataGround } from '#platform/audit/grounds.ts'
import { verifyGround } from '#platform/audit/verify-ground.ts'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { readPublicKey } from '#platform/audit/seals.ts'
import type { Verdict } from '#platform/audit/chain-check.ts'
import { headsIn, type KeptHead } from '#platform/audit/kept-heads.ts'
import { readConfig } from '../config.ts'
import { readMasterKey } from '../master-key.ts'
import { Refusal } from '../refusal.ts'
import type { Invocation } from './cli.ts'
import { explain } from './explain.ts'
import { type Parts, withDatabase, withTenancy } from './with-fleet.ts'

/** As of `verify`: an audit that could not be read is not one that was found changed. */
const verdicts = { intact: 0, changed: 1, notDone: 2 } as const

interface VerifyOptions {
  key?: string
  tenant?: string
  heads?: string
  json?: boolean
}

export function addAuditCommands(program: Command, invocation: Invocation) {
  const audit = program.command('audit').description('export and verify what is remembered of a tenant')
  audit
    .command('key')
    .description('print the public key that verifies the seals')
    .action(() => invocation.terminal.print(publicKeyText(ownKey(invocation))))
  audit
    .command('export <slug>')
    .description('write everything that is remembered of a tenant, with its seals, as NDJSON')
    .requiredOption('--output <file>', 'where to')
    .action((slug: string, options: { output: string }) => write(invocation, slug, options.output))
  audit
    .command('verify [file]')
    .description('show whether anybody has changed what is remembered: in an exported file, or as it is now')
    .option(
      '--key <key>',
      'the public key to trust, or a file that holds it; without it this deployment’s own',
    )
    .option('--tenant <slug>', 'instead of a file: what is in the databases now')
    .option(
      '--heads <file>',
      'heads that were kept elsewhere: a daily mail, saved, or another audit-heads.ndjson',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nWith a file and --key no database is needed.\nExit codes: 0 intact, 1 something was changed, 2 it could not be looked at.',
    )
    .action((file: string | undefined, options: VerifyOptions) => decide(invocation, file, options))
}

function write({ terminal }: Invocation, slug: string, output: string) {
  return withDatabase(terminal, 'audit export', (parts) =>
    withTenancy(parts, async (tenancy) => {
      const tenant = getTenant(tenancy, slug)
      const file = resolve(terminal.folder, output)
      const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 })
      await once(stream, 'open')
      const head = {
        tenantId: tenant.id,
        slug,
        publicKey: publicKeyText(sealKeyOf(parts.masterKey)),
        anchors: await anchorsOf(parts, tenant),
      }
      let events = 0
      for await (const line of exportChain(groundsOf(tenancy, tenant), head)) {
        if (line.type === 'event') events++
        if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain')
      }
      stream.end()
      await once(stream, 'close')
      terminal.print(`${events} events of ${slug}: ${file}`)
    }),
  )
}

async function decide(invocation: Invocation, file: string | undefined, options: VerifyOptions) {
  const { terminal } = invocation
  try {
    const sources = await verify(invocation, file, options)
    const faults = Object.values(sources).flatMap((each) => each.faults)
    terminal.print(options.json ? JSON.stringify(sources) : textOf(sources))
    invocation.exitCode = faults.length > 0 ? verdicts.changed : verdicts.intact
  } catch (error) {
    const { code, message, stack } = explain(error)
    if (options.json) terminal.print(JSON.stringify({ error: { code, message } }))
    else terminal.tell(`${error instanceof NoExport ? message : (stack ?? message)}\n`)
    invocation.exitCode = verdicts.notDone
  }
}

async function verify(
  invocation: Invocation,
  file: string | undefined,
  { key: given, tenant: slug, heads: keptIn }: VerifyOptions,
): Promise<Record<string, Verdict>> {
  const { terminal } = invocation
  if ((file === undefined) === (slug === undefined))
    throw new Refusal('Name a file, or a tenant with --tenant.')
  const key = given === undefined ? ownKey(invocation) : trusted(given, terminal.folder)
  const kept = keptIn === undefined ? [] : keptHeads(resolve(terminal.folder, keptIn))
  if (file !== undefined) {
    const path = resolve(terminal.folder, file)
    if (!existsSync(path)) throw new Refusal(`There is no file ${path}.`)
    return (await verifyExport(path, key, kept)).sources
  }
  return withDatabase(terminal, 'audit verify', (parts) =>
    withTenancy(parts, async (tenancy) => {
      const tenant = getTenant(tenancy, slug!)
      const anchors = [...(await anchorsOf(parts, tenant)), ...kept]
      const [data, control] = groundsOf(tenancy, tenant)
      return {
        data: await verifyGround(data, { key, anchors }),
        control: await verifyGround(control, { key, anchors }),
      }
    }),
  )
}

function keptHeads(file: string): KeptHead[] {
  if (!existsSync(file)) throw new Refusal(`There is no file ${file}.`)
  const heads = headsIn(readFileSync(file, 'utf8'))
  if (heads.length === 0) throw new Refusal(`${file} holds no heads of an audit.`)
  return heads
}

function textOf(sources: Record<string, Verdict>): string {
  return Object.entries(sources)
    .flatMap(([source, { faults, links, sealed, unsealed }]) => [
      `${source}: ${links} links over ${sealed} events, ${unsealed} not sealed yet, ${faults.length === 0 ? 'intact' : 'CHANGED'}`,
      ...faults.map(({ sentence }) => `  ${sentence}`),
    ])
    .join('\n')
}

function ownKey({ terminal }: Invocation): KeyObject {
  return sealKeyOf(readMasterKey(readConfig(terminal.environment)))
}

function trusted(given: string, folder: string): KeyObject {
  const file = resolve(folder, given)
  try {
    return readPublicKey(existsSync(file) ? readFileSync(file, 'utf8') : given)
  } catch (cause) {
    throw new Refusal('The key is no Ed25519 public key: "tenantry audit key" prints one.', { cause })
  }
}

const anchorsOf = ({ config }: Parts, { id }: Tenant) => readAnchors(anchorFile(config.dataFolder), id)

const groundsOf = (tenancy: Tenancy, tenant: Tenant) =>
  [dataGround(tenancy, tenant), controlGround(tenancy, tenant.id)] as const

function getTenant(tenancy: Tenancy, slug: string): Tenant {
  const tenant = tenancy.directory.bySlug(slug)
  if (!tenant) throw new Refusal(`There is no tenant "${slug}"; "tenantry tenant list" shows all.`)
  return tenant
}
