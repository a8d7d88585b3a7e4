import type { BoundStatement } from './batch.ts'
import type { Broker } from './broker.ts'
import { type Preamble, sendAlone, transact } from './calls.ts'
import { TenancyError } from './errors.ts'
import type { Send } from './executor.ts'
import type {
  CallOptions,
  Signalling,
  TenantDb,
  TenantReader,
  TenantTx,
  TransactionOptions,
  WriteOptions,
} from './handles.ts'
import { Lease } from './lease.ts'
import { type Note, Noting } from './noting.ts'
import { OpenHandle } from './open-handle.ts'
import { assertNamesTenant, boundOf } from './raw.ts'
import type { SchemaCheck } from './schema-check.ts'
import { Preparer } from './prepared.ts'
import { makeScope, type Scope } from './scope.ts'
import { addressOf } from './servers.ts'
import { type PendingSignals, type Signals, signalling } from './signals.ts'
import type { Actor, Tenant } from './tenant.ts'
import type { ContextSigner } from './token.ts'

export interface TenantDbParts {
  broker: Broker
  signer: ContextSigner
  scope: Scope
  preparer: Preparer
  signals: Signals
  /** Absent for the fleet's own work, which may meet any schema. */
  checkSchema?: SchemaCheck
}

/** How queries are given their tenant; made once a process, since both remember what they have made. */
export function scopingOf(globalTables: readonly string[] = []): Pick<TenantDbParts, 'scope' | 'preparer'> {
  const scope = makeScope(new Set(globalTables))
  return { scope, preparer: new Preparer(scope) }
}

/** The only place that makes handles of tenants' data. */
export function tenantDb<Tables>(parts: TenantDbParts): TenantDb<Tables> {
  return {
    read: async (tenant, actor, work, options) => {
      assertReadable(tenant)
      return withLease(parts, tenant, options, (lease) => {
        const send = sendAlone(lease, contextOf(parts, tenant, 'read'))
        const note = options?.note
        if (!note) return work(handle<TenantReader<Tables>>(parts, { tenant, actor }, send))
        const noting = new Noting(parts.preparer, tenant.id, note, sendNoted(parts, tenant, lease, note))
        return work(handle<TenantReader<Tables>>(parts, { tenant, actor }, send, noting))
      })
    },
    one: async (tenant, actor, statement, options) => {
      assertWritable(tenant, options)
      return withLease(parts, tenant, options, (lease) => {
        const send = sendAlone(lease, contextOf(parts, tenant, 'write'))
        const pending = parts.signals.collect(tenant)
        const atCommit = () => {
          throw new Error('one statement has no commit of its own: use run')
        }
        const tx = writable<TenantTx<Tables>>(handle(parts, { tenant, actor }, send), pending, atCommit)
        return signalling(pending, () => statement(tx).execute())
      })
    },
    run: async (tenant, actor, work, options) => {
      assertWritable(tenant, options)
      return runUnchecked(parts, tenant, actor, work, options)
    },
  }
}

/** `run` without the look at the tenant's status: for operators, who may enter a suspended tenant. */
export function runUnchecked<Tables, T>(
  parts: TenantDbParts,
  tenant: Tenant,
  actor: Actor,
  work: (tx: TenantTx<Tables>) => Promise<T>,
  options: CallOptions & TransactionOptions = {},
): Promise<T> {
  const begin = options.snapshot ? 'begin isolation level repeatable read' : 'begin'
  const context = contextOf(parts, tenant, 'write')
  const preamble: Preamble = options.freshPlans ? (offset) => [discardPlans, ...context(offset)] : context
  const pending = parts.signals.collect(tenant)
  return signalling(pending, () =>
    withLease(parts, tenant, options, (lease) =>
      transact(lease, begin, preamble, (send, closing) => {
        const atCommit: Signalling['atCommit'] = (statement) => {
          assertNamesTenant(statement, tenant.id)
          closing.push(boundOf(statement))
        }
        return work(writable<TenantTx<Tables>>(handle(parts, { tenant, actor }, send), pending, atCommit))
      }),
    ),
  )
}

const setContext = `select set_config('fence.context', $1, true)`
const setOnePlan = `set_config('plan_cache_mode', 'force_generic_plan', true)`

/** By what the statement is to do; what is not said there is as every transaction begins: it may write, and plans as it likes. */
const preambles = {
  read: `${setContext}, set_config('transaction_read_only', 'on', true), ${setOnePlan}`,
  note: `${setContext}, ${setOnePlan}`,
  write: setContext,
}

/** Of its queries and of the checks of foreign keys alike, which nothing else makes PostgreSQL plan again. */
const discardPlans: BoundStatement = { text: 'discard plans', values: [] }

/**
 * LOCAL (`true`) = until the end of this transaction: the connection forgets the tenant before anybody else gets it. What
 * only reads keeps one plan for all tenants: behind the fence a plan for one tenant's values looks cheaper by more than it
 * costs to make, and PostgreSQL would plan the same list again for ever. What writes may fill an empty table, for which a
 * plan made at its beginning is wrong at its end.
 */
function contextOf({ signer }: TenantDbParts, tenant: Tenant, to: keyof typeof preambles): Preamble {
  return (clockOffset): BoundStatement[] => [
    {
      text: preambles[to],
      unread: true,
      values: [signer.contextOf(tenant.id, tenant.placement, clockOffset)],
    },
  ]
}

async function withLease<T>(
  parts: TenantDbParts,
  tenant: Tenant,
  options: CallOptions | undefined,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  parts.checkSchema?.(tenant)
  const lease = new Lease(parts.broker, addressOf(tenant.placement), tenant.id, options)
  try {
    return await work(lease)
  } finally {
    await lease.close()
  }
}

/** What a note travels by: the one way of a reader's handle that may write, and only what `Noting` makes of a note. */
function sendNoted(parts: TenantDbParts, tenant: Tenant, lease: Lease, { signal }: Note): Send {
  const send = sendAlone(lease, contextOf(parts, tenant, 'note'))
  const pending = parts.signals.collect(tenant)
  return (statement) =>
    signalling(pending, async () => {
      await pending.signal(signal)
      return send(statement)
    })
}

function handle<Handle>(
  parts: TenantDbParts,
  whose: { tenant: Tenant; actor: Actor },
  send: Send,
  noting?: Noting,
): Handle {
  // The brands exist in the types only: this is where a tenant's handle comes from.
  return new OpenHandle(parts, whose, send, noting) as unknown as Handle
}

function writable<Handle>(
  handle: object,
  { signal }: PendingSignals,
  atCommit: Signalling['atCommit'],
): Handle {
  return Object.assign(handle, { signal, atCommit }) as Handle // branded in the types only
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function assertReadable(tenant: Tenant): void {
  if (!tenant || !uuid.test(tenant.id)) throw new TenancyError('no_tenant', 'a query needs a tenant')
  if (tenant.status === 'pending')
    throw new TenancyError('tenant_not_ready', 'the tenant is still being set up')
  if (tenant.status === 'closed')
    throw new TenancyError('tenant_closed', tenant.statusReason ?? 'the tenant is closed')
}

function assertWritable(tenant: Tenant, { whileSuspended }: WriteOptions = {}): void {
  assertReadable(tenant)
  if (tenant.status === 'suspended' && !whileSuspended) {
    throw new TenancyError('tenant_suspended', tenant.statusReason ?? 'the tenant is suspended')
  }
}
