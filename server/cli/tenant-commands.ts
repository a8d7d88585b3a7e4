import type { NewTenant, Tenant } from '@tenantry/tenancy'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addresses } from '../addresses.ts'
import type { Invocation } from './cli.ts'
import { confirmFirstOwner, makeFirstOwner } from './first-owner.ts'
import { formatTable } from './table.ts'
import { fleetOf, type Parts, withDatabase, withTenancy } from './with-fleet.ts'
import { Refusal } from '../refusal.ts'

interface CreateOptions {
  app: string
  name: string
  plan: string
  placement: 'pool' | 'silo'
  server?: string
  locale?: string
  currency?: string
  timeZone?: string
  accent?: string
  owner?: string
  json?: boolean
}

export function addTenantCommands(program: Command, invocation: Invocation) {
  const tenant = program
    .command('tenant')
    .description('make, list, suspend and resume clinics and shops, and undo a making')
  const json = ['--json', 'print the result as JSON'] as const

  tenant
    .command('create <slug>')
    .description('make a tenant; run again after a crash, it completes what was begun')
    .addOption(new Option('--app <app>', 'what it runs').choices(['clinic', 'store']).default('clinic'))
    .requiredOption('--name <name>', 'its name, as its people write it')
    .option('--plan <plan>', 'its plan', 'trial')
    .addOption(
      new Option('--placement <where>', 'beside others, or alone').choices(['pool', 'silo']).default('pool'),
    )
    .option('--server <name>', 'the server of its rows, one of DATABASE_SERVERS; without it the main one')
    .option('--locale <locale>', 'language and region, such as en-IN')
    .option('--currency <code>', 'such as INR')
    .option('--time-zone <zone>', 'such as Asia/Kolkata')
    .option('--accent <#rrggbb>', 'its colour', accent)
    .option('--owner <e-mail>', 'its first member; a new account gets a password, printed once', emailAddress)
    .option(...json)
    .action((slug: string, options: CreateOptions) => create(invocation, slug, options))

  tenant
    .command('list')
    .description('all tenants')
    .option(...json)
    .action((options: { json?: boolean }) => list(invocation, options.json === true))

  tenant
    .command('show <slug>')
    .description('one tenant')
    .option(...json)
    .action((slug: string, options: { json?: boolean }) =>
      act(invocation, options.json, async (parts) => {
        const found = await fleetOf(parts).find(slug)
        if (!found) throw new Refusal(`There is no tenant "${slug}"; "tenantry tenant list" shows all.`)
        return found
      }),
    )

  tenant
    .command('suspend <slug>')
    .description('from now on its people can read and not write')
    .requiredOption('--reason <words>', 'shown to its people', someWords)
    .option(...json)
    .action((slug: string, options: { reason: string; json?: boolean }) =>
      act(invocation, options.json, (parts) => fleetOf(parts).suspend(slug, options.reason)),
    )

  tenant
    .command('resume <slug>')
    .description('let its people write again')
    .option(...json)
    .action((slug: string, options: { json?: boolean }) =>
      act(invocation, options.json, (parts) => fleetOf(parts).resume(slug)),
    )

  tenant
    .command('abandon <slug>')
    .description(
      'undo the making of a tenant that nobody could enter yet; run again after a crash, it goes on',
    )
    .option(...json)
    .action((slug: string, options: { json?: boolean }) => abandon(invocation, slug, options.json))
}

async function abandon({ terminal }: Invocation, slug: string, json = false) {
  await withDatabase(terminal, 'tenant abandon', (parts) => fleetOf(parts).abandon(slug))
  terminal.print(json ? JSON.stringify({ abandoned: slug }, null, 2) : `Nothing is left of "${slug}".`)
}

async function create(
  { terminal }: Invocation,
  slug: string,
  { owner: ownerEmail, json, ...given }: CreateOptions,
) {
  const owner = ownerEmail === undefined ? undefined : await makeFirstOwner(ownerEmail)
  const details = owner && { owner: { email: owner.email, passwordHash: owner.passwordHash } }
  const fields: NewTenant = { slug, ...given, ...(details && { details }) }
  const step = (name: string) => terminal.interactive && terminal.tell(`\r\u001b[K${slug}: ${name} …`)
  const made = await withDatabase(terminal, 'tenant create', async (parts) => {
    const fleet = fleetOf(parts)
    const { failed } = await fleet.migrate()
    for (const { server, database, reason } of failed) {
      if (isNeededFor(fields, server, database)) {
        throw new Refusal(`${database} on ${server} is not up to date (${reason}): mend that first.`)
      }
      terminal.tell(`${database} on ${server} is set aside; "tenantry databases --failed" says why\n`)
    }
    const tenant = await fleet.provision(fields, step)
    const confirmed =
      owner && (await withTenancy(parts, (tenancy) => confirmFirstOwner(tenancy, tenant, owner)))
    return { tenant, url: urlOf(parts, tenant), ...(confirmed && { owner: confirmed }) }
  })
  if (terminal.interactive) terminal.tell('\r\u001b[K')
  if (json) {
    const { tenant, ...rest } = made
    return terminal.print(JSON.stringify({ ...publicOf(tenant), ...rest }, null, 2))
  }
  terminal.print(describe(made.tenant))
  terminal.print(`Address   ${made.url}`)
  if (!made.owner) return
  const { email, password } = made.owner
  terminal.print(
    `Owner     ${email}${password ? `, password ${password} (shown this once)` : ', with the password there is'}`,
  )
}

/** A silo that was set aside keeps no other tenant from being made. */
function isNeededFor({ server: wanted = 'main' }: NewTenant, server: string, database: string) {
  return server === wanted && !/_silo_\d+$/.test(database)
}

async function list({ terminal }: Invocation, json: boolean) {
  const tenants = await withDatabase(terminal, 'tenant list', (parts) => fleetOf(parts).list())
  if (json) return terminal.print(JSON.stringify(tenants.map(publicOf), null, 2))
  if (tenants.length === 0)
    return terminal.print('There is no tenant yet: tenantry tenant create <slug> --name <name>')
  const rows = tenants.map(({ no, slug, app, plan, placement, status, name }) => {
    return [String(no), slug, app, plan, placement.kind, status, name]
  })
  terminal.print(formatTable([['No', 'Slug', 'App', 'Plan', 'Placement', 'Status', 'Name'], ...rows]))
}

async function act({ terminal }: Invocation, json = false, work: (parts: Parts) => Promise<Tenant>) {
  const { found, url } = await withDatabase(terminal, 'tenant', async (parts) => {
    const found = await work(parts)
    return { found, url: urlOf(parts, found) }
  })
  const text = () => `${describe(found)}\nAddress   ${url}`
  terminal.print(json ? JSON.stringify({ ...publicOf(found), url }, null, 2) : text())
}

/** A tenant without what only the kernel has a use for. */
function publicOf({ placement: { kind, server, database }, ...tenant }: Tenant) {
  return { ...tenant, placement: { kind, server, database } }
}

function describe(tenant: Tenant) {
  const { no, slug, name, app, plan, placement, status, statusReason, hosts, locale, currency, timeZone } =
    tenant
  return [
    `${name} (no. ${no}, ${slug})`,
    `App       ${app}, plan ${plan}`,
    `Status    ${status}${statusReason ? `: ${statusReason}` : ''}`,
    `Rows in   ${placement.database} (${placement.kind}) on ${placement.server}`,
    `Region    ${locale}, ${currency}, ${timeZone}`,
    ...(hosts.length > 0 ? [`Hosts     ${hosts.join(', ')}`] : []),
  ].join('\n')
}

function urlOf({ config }: Parts, { app, slug }: Tenant) {
  return `${addresses(config).address.platformOrigin}/${app}/${slug}/`
}

export function emailAddress(text: string) {
  if (/^[^\s@]+@([^\s@]+\.[^\s@]+|localhost)$/.test(text) && text.length <= 254) return text
  throw new InvalidArgumentError('It must look like ada@clinic.example.')
}

function someWords(text: string) {
  if (text.trim()) return text.trim()
  throw new InvalidArgumentError('It must say something.')
}

function accent(text: string) {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must look like #1864ab.')
}
