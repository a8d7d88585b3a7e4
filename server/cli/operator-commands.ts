import type { Tenancy } from '@tenantry/tenancy'
import { type Command, Option } from 'commander'
import {
  disableOperator,
  enableOperator,
  findOperatorByEmail,
  inviteOperator,
  listOperators,
  renewLink,
} from '#owner/operators/operators.ts'
import type { OperatorTables } from '#owner/operators/operators.tables.ts'
import { resetFactors } from '#owner/operators/second-factor.ts'
import { type OperatorRole, operatorRoles } from '#owner/roles.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { Refusal } from '../refusal.ts'
import { addresses } from '../addresses.ts'
import type { Invocation } from './cli.ts'
import { formatTable } from './table.ts'
import { emailAddress } from './tenant-commands.ts'
import { fleetOf, type Parts, withDatabase, withTenancy } from './with-fleet.ts'

interface CreateOptions {
  name: string
  role: OperatorRole
  json?: boolean
}

/** Whoever has the machine makes the first operator; further ones are invited in the console. */
export function addOperatorCommands(program: Command, invocation: Invocation) {
  const operator = program
    .command('operator')
    .description('make, list and disable those who run the platform')
  const json = ['--json', 'print the result as JSON'] as const

  operator
    .command('create')
    .argument('<e-mail>', 'to sign in with', emailAddress)
    .description('make an operator; a link to choose a password by is printed once')
    .requiredOption('--name <name>', 'as others see it')
    .addOption(
      new Option('--role <role>', 'what is allowed').choices(Object.keys(operatorRoles)).default('admin'),
    )
    .option(...json)
    .action((email: string, options: CreateOptions) => create(invocation, email, options))

  operator
    .command('list')
    .description('all operators')
    .option(...json)
    .action((options: { json?: boolean }) => list(invocation, options.json === true))

  operator
    .command('link')
    .argument('<e-mail>', 'whose', emailAddress)
    .description('print a new link to choose a password by; the present password works until it is used')
    .action((email: string) =>
      act(invocation, email, async (control, { id }, parts) => {
        const token = await control.run((tx) => renewLink(tx, id))
        return linkText(parts, token)
      }),
    )

  operator
    .command('disable')
    .argument('<e-mail>', 'whom', emailAddress)
    .description('end all sessions and let nobody in under this address any more')
    .action((email: string) =>
      act(invocation, email, async (control, { id }) => {
        await control.run((tx) => disableOperator(tx, id))
        return `${email} is disabled.`
      }),
    )

  operator
    .command('reset-factor')
    .argument('<e-mail>', 'whose', emailAddress)
    .description(
      'forget the authenticator app and the recovery codes: a new app is asked for at the next sign-in',
    )
    .action((email: string) =>
      act(invocation, email, async (control, { id }) => {
        await control.run((tx) => resetFactors(tx, id))
        return `${email} is signed out and sets up a new authenticator app at the next sign-in.`
      }),
    )

  operator
    .command('enable')
    .argument('<e-mail>', 'whom', emailAddress)
    .description('let a disabled operator in again')
    .action((email: string) =>
      act(invocation, email, async (control, { id }) => {
        await control.run((tx) => enableOperator(tx, id))
        return `${email} may sign in again.`
      }),
    )
}

async function create({ terminal }: Invocation, email: string, { name, role, json }: CreateOptions) {
  const text = await withDatabase(terminal, 'operator create', async (parts) => {
    // With an empty database this may be the first thing that anybody asks for.
    if (parts.database.adminUrl) await fleetOf(parts).migrate()
    const { operator, token } = await withTenancy(parts, (tenancy) =>
      controlOf(tenancy)
        .run((tx) => inviteOperator(tx, { email, name, role }))
        .catch(explainKnown(email)),
    )
    if (json) return JSON.stringify({ ...operator, link: linkOf(parts, token) }, null, 2)
    return `${name} <${operator.email}> is an operator (${role}).\n${linkText(parts, token)}`
  })
  terminal.print(text)
}

async function list({ terminal }: Invocation, json: boolean) {
  const operators = await withDatabase(terminal, 'operator list', (parts) =>
    withTenancy(parts, (tenancy) => controlOf(tenancy).read((db) => listOperators(db))),
  )
  if (json) return terminal.print(JSON.stringify(operators, null, 2))
  if (operators.length === 0) {
    return terminal.print('There is no operator yet: tenantry operator create <e-mail> --name <name>')
  }
  const rows = operators.map(({ email, name, role, disabledAt, hasPassword, seenAt }) => {
    const state = disabledAt ? 'disabled' : hasPassword ? 'active' : 'invited'
    return [email, name, role, state, seenAt ?? '-']
  })
  terminal.print(formatTable([['E-mail', 'Name', 'Role', 'State', 'Seen'], ...rows]))
}

type Control = ReturnType<typeof controlOf>
type Found = NonNullable<Awaited<ReturnType<typeof findOperatorByEmail>>>

async function act(
  { terminal }: Invocation,
  email: string,
  work: (control: Control, operator: Found, parts: Parts) => Promise<string>,
) {
  const text = await withDatabase(terminal, 'operator', (parts) =>
    withTenancy(parts, async (tenancy) => {
      const control = controlOf(tenancy)
      const operator = await control.read((db) => findOperatorByEmail(db, email))
      if (!operator) throw new Refusal(`There is no operator ${email}; "tenantry operator list" shows all.`)
      return work(control, operator, parts).catch(explainLast)
    }),
  )
  terminal.print(text)
}

const controlOf = (tenancy: Tenancy) => tenancy.control<OperatorTables>()

function linkText(parts: Parts, token: string) {
  return `Choose a password within three days (shown this once):\n${linkOf(parts, token)}`
}

/** Behind the `#`, which no server is sent and no log keeps. */
function linkOf({ config }: Parts, token: string) {
  return `${addresses(config).ownerOrigin}/link#${token}`
}

function explainKnown(email: string) {
  return (error: unknown): never => {
    if (!(error instanceof DomainError) || error.code !== 'already_exists') throw error
    throw new Refusal(`${email} is an operator already; "tenantry operator link ${email}" prints a new link.`)
  }
}

function explainLast(error: unknown): never {
  if (error instanceof DomainError && error.code === 'last_owner') {
    throw new Refusal('This is the last administrator: make another one first.')
  }
  throw error
}
