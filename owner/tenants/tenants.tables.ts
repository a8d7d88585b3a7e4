import type { ColumnType } from 'kysely'
import type { RegistrationTables } from '#platform/registration/registration.tables.ts'
import type { OperatorTables } from '../operators/operators.tables.ts'

/** What the console reads of tenants in the control database, and what it may ask for. */
export interface OwnerTenantTables extends OperatorTables, RegistrationTables {
  'control.tenants': {
    id: string
    no: string
    slug: string
    app: string
    name: string
    status: 'pending' | 'active' | 'suspended' | 'closed'
    statusReason: string | null
    plan: string
    placement: 'pool' | 'silo'
    databaseId: string | null
    demo: boolean
    createdAt: string
  }
  'control.databases': {
    id: string
    server: string
    name: string
    kind: 'pool' | 'silo'
    state: string
    failure: string | null
    failedAt: string | null
    migratedAt: string | null
  }
  'control.domains': { host: string; tenantId: string; verifiedAt: string | null }
  'control.audit_events': {
    tenantId: string | null
    id: string
    at: string
    actorKind: string
    actorName: string | null
    action: string
    outcome: string
  }
  'control.tenant_requests': {
    id: string
    tenantId: string
    operatorId: string
    act: 'suspend' | 'resume'
    reason: string
    state: ColumnType<'asked' | 'done' | 'refused', never, 'asked' | 'done' | 'refused'>
    attempts: ColumnType<number, never, unknown>
    dueAt: ColumnType<string, never, unknown>
    createdAt: ColumnType<string, never, never>
    finishedAt: ColumnType<string | null, never, unknown>
  }
}
