import type pg from 'pg'
import { Broker } from '../broker.ts'
import { controlDb } from '../control-db.ts'
import type { ControlDb, TenantDb } from '../handles.ts'
import { addressOf, mainServer } from '../servers.ts'
import { Signals } from '../signals.ts'
import { getTenant } from '../tenant-rows.ts'
import type { Tenant } from '../tenant.ts'
import { scopingOf, tenantDb } from '../tenant-db.ts'
import { ContextSigner } from '../token.ts'
import type { FleetParts } from './parts.ts'

/**
 * What a product adds to the making of a tenant: a folder for its files, its defaults, its first admin. `run` may be called
 * again after a crash, and must then do what is left. `undo` takes back what `run` did, as far as it got.
 *
 * ```ts
 * const defaults: ProvisionStep = {
 *   name: 'defaults',
 *   run: ({ tenant, actor, tables }) => tables<ClinicTables>().run(tenant, actor, (tx) => insertDefaults(tx)),
 * }
 * ```
 */
export interface ProvisionStep {
  name: string
  run(context: StepContext): Promise<void>
  undo?(context: StepContext): Promise<void>
  /** The ids of all tenants of which something is there that `run` makes, so that what has no record is found. */
  found?(): Promise<string[]>
}

/** The admin's side of a tenant that nobody can enter yet. */
export interface StepContext {
  /** As it will be: `active`. */
  tenant: Tenant
  actor: { readonly kind: 'system'; readonly name: 'provision' }
  /** What was given to `provision` as `details`. Kept until the tenant is active: no secrets. */
  details: Readonly<Record<string, unknown>>
  tables<Tables>(): TenantDb<Tables>
  control<Tables>(): ControlDb<Tables>
}

/** Does one step of the product. */
type EnterStep = (step: (context: StepContext) => Promise<void>) => Promise<void>

/**
 * Lends the steps of one operation a way to the tenant's rows and to the control database, as the admin: connections are
 * opened where a step needs one, and kept for the next.
 */
export async function withStepContext<T>(
  parts: FleetParts,
  control: pg.Client,
  { tenantId, details }: { tenantId: string; details: Readonly<Record<string, unknown>> },
  work: (enter: EnterStep) => Promise<T>,
): Promise<T> {
  // As maintenance and not as the fenced group: the admin is no member of that, and the scope names the tenant anyway.
  const data = adminBroker(parts, 'tenantry_maintenance')
  const controls = adminBroker(parts, 'tenantry_owner')
  const signals = new Signals()
  const tenantParts = {
    broker: data,
    signer: new ContextSigner(parts.masterKey),
    ...scopingOf(),
    signals,
  }
  const address = addressOf({ server: mainServer, database: parts.names.control })
  try {
    return await work(async (step) =>
      step({
        tenant: { ...(await getTenant(control, tenantId)), status: 'active' },
        actor: { kind: 'system', name: 'provision' },
        details,
        tables: <Tables>() => tenantDb<Tables>(tenantParts),
        control: <Tables>() => controlDb<Tables>(controls, address, signals),
      }),
    )
  } finally {
    await Promise.all([data.close(), controls.close()])
  }
}

function adminBroker({ urlOf }: FleetParts, role: string): Broker {
  return new Broker({
    urlOf,
    role,
    budget: 2,
    perTenant: 2,
    queueLimit: 100,
    idleMs: 60_000,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 60_000,
    onError: () => {}, // shows at the next query
  })
}
