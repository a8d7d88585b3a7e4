import type { ColumnType } from 'kysely'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'

export interface RegistrationTables extends IdentityTables {
  'control.registrations': {
    id: string
    tokenHash: Buffer
    accountId: string
    app: 'clinic' | 'store'
    slug: string
    name: string
    plan: ColumnType<string, string | undefined, never>
    placement: ColumnType<'pool' | 'silo', 'pool' | 'silo' | undefined, never>
    /** As JSON, for the steps of the making. */
    details: ColumnType<Record<string, unknown>, string | undefined, never>
    state: ColumnType<'asked' | 'done' | 'refused', never, 'asked' | 'done' | 'refused'>
    attempts: ColumnType<number, never, unknown>
    dueAt: ColumnType<string, never, unknown>
    /** Written by the making of the tenant alone. */
    tenantId: ColumnType<string | null, never, string | null>
    createdAt: ColumnType<string, never, never>
    finishedAt: ColumnType<string | null, never, unknown>
  }
}

export interface SubscriptionTables {
  'control.subscriptions': {
    tenantId: string
    status: 'trialing' | 'active' | 'past_due' | 'suspended' | 'canceled'
    /** The last day of the trial, in the tenant's zone. */
    trialEndsOn: ColumnType<string | null, unknown, unknown>
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
}
