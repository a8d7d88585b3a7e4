import { Temporal } from 'temporal-polyfill'
import { type Column, plainColumn, textColumn } from '#platform/sheets/write-csv.ts'
import type { AuditEvent } from '../audit.contract.ts'

/** The columns of the audit as a table, for a tenant whose clocks are in this zone. */
export function eventColumns(timeZone: string): Column<AuditEvent>[] {
  return [
    plainColumn('id', ({ id }) => id),
    plainColumn('time_utc', ({ at }) => at),
    plainColumn('time_local', ({ at }) => wallClock(at, timeZone)),
    plainColumn('source', ({ source }) => source),
    plainColumn('actor_kind', ({ actorKind }) => actorKind),
    textColumn('actor_id', ({ actor }) => actor),
    textColumn('actor_name', ({ actorName }) => actorName),
    textColumn('on_behalf_of', ({ onBehalfOf }) => onBehalfOf),
    plainColumn('roles', ({ roles }) => roles.join(' ')),
    plainColumn('session_id', ({ sessionId }) => sessionId),
    textColumn('address', ({ ip }) => ip),
    plainColumn('action', ({ action }) => action),
    plainColumn('entity', ({ entity }) => entity),
    textColumn('entity_id', ({ entityId }) => entityId),
    plainColumn('patient_id', ({ patientId }) => patientId),
    plainColumn('purpose', ({ purpose }) => purpose),
    plainColumn('outcome', ({ outcome }) => outcome),
    textColumn('request_id', ({ requestId }) => requestId),
    textColumn('detail', ({ detail }) => JSON.stringify(detail)),
  ]
}

function wallClock(at: string, timeZone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime()
  return local.toString({ smallestUnit: 'second' }).replace('T', ' ')
}
