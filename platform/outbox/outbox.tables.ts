import type { ColumnType, Generated } from 'kysely'

/** The outbox of a data database. */
export interface OutboxTables {
  'core.outbox_jobs': { tenantId: ColumnType<string, never, never> } & JobColumns
}

/** The outbox of the control database, and what is known there of the tenants' outboxes. */
export interface ControlOutboxTables {
  'control.outbox_jobs': { tenantId: string | null; here: boolean } & JobColumns
  'control.outbox_sources': {
    tenantId: string
    touchedAt: string
    visitedAt: string | null
    nextAt: string | null
    waiting: number
    oldestAt: string | null
    failed: number
  }
  'control.schedules': {
    tenantId: string
    name: string
    cron: string
    job: string
    payload: ColumnType<unknown, string, string>
    timeZone: string
    nextAt: ColumnType<string, string | Date, string | Date>
    lastDueAt: ColumnType<string | null, never, string | Date>
    createdAt: Generated<string>
  }
  'control.platform_schedules': {
    name: string
    cron: string
    job: string
    nextAt: ColumnType<string, string | Date, string | Date>
    lastDueAt: ColumnType<string | null, never, string | Date>
  }
  'control.tenants': { id: string; status: string; app: string; timeZone: string }
}

interface JobColumns {
  id: string
  name: string
  payload: ColumnType<unknown, string, never>
  createdAt: ColumnType<string, never, never>
  dueAt: ColumnType<string, string | undefined, unknown>
  attempts: ColumnType<number, never, number>
  doneAt: ColumnType<string | null, never, unknown>
  failedAt: ColumnType<string | null, never, unknown>
  reason: ColumnType<string | null, never, string | null>
}
