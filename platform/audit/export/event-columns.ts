import { Temporal } from 'temporal-polyfill'
import type { Column } from '#platform/csv/csv.ts'
import type { AuditEvent } from '../audit.contract.ts'

/** The columns of the audit as a table, for a tenant whose clocks are in this zone. */
export function eventColumns(timeZone: string): Column<AuditEvent>[] {
  return [
    { name: 'id', cell: ({ id }) => id },
    { name: 'time_utc', cell: ({ at }) => at },
    { name: 'time_local', cell: ({ at }) => wallClock(at, timeZone) },
    { name: 'source', cell: ({ source }) => source },
    { name: 'actor_kind', cell: ({ actorKind }) => actorKind },
    { name: 'actor_id', cell: ({ actor }) => actor },
    { name: 'actor_name', cell: ({ actorName }) => actorName },
    { name: 'on_behalf_of', cell: ({ onBehalfOf }) => onBehalfOf },
    { name: 'roles', cell: ({ roles }) => roles.join(' ') },
    { name: 'session_id', cell: ({ sessionId }) => sessionId },
    { name: 'address', cell: ({ ip }) => ip },
    { name: 'action', cell: ({ action }) => action },
    { name: 'entity', cell: ({ entity }) => entity },
    { name: 'entity_id', cell: ({ entityId }) => entityId },
    { name: 'patient_id', cell: ({ patientId }) => patientId },
    { name: 'purpose', cell: ({ purpose }) => purpose },
    { name: 'outcome', cell: ({ outcome }) => outcome },
    { name: 'request_id', cell: ({ requestId }) => requestId },
    { name: 'detail', cell: ({ detail }) => JSON.stringify(detail) },
  ]
}

function wallClock(at: string, timeZone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime()
  return local.toString({ smallestUnit: 'second' }).replace('T', ' ')
}
