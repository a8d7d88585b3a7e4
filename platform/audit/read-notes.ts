import type { Note, Tenant } from '@tenantry/tenancy'
import { type Entry, eventOf } from './entries.ts'
import { auditSignal, listShown, oneShown, shownValues } from './events.ts'
import { mostPatients } from './route-audit.ts'

/** The event of a read, as the statement writes it that reads. */
export interface ReadNote extends Note {
  /** Was it written, and is it what the entry has become with the answer? Then there is nothing left to write. */
  tells(entry: Entry): boolean
}

/**
 * The note of a read of which all is known but whom it will show: a list of patients, or the one patient in the address.
 * Of other reads only the answer tells; they have none.
 */
export function noteOf(tenant: Tenant, entry: Entry, isList: boolean): ReadNote | undefined {
  const { entityId, patientId } = entry.about
  if (isList ? patientId !== null : patientId === null || patientId !== entityId) return undefined
  let shown: readonly unknown[] | undefined
  return {
    signal: auditSignal,
    insert: isList ? listShown : oneShown,
    params: (limit = Number.POSITIVE_INFINITY) => {
      if (isList && limit > mostPatients) return undefined
      return shownValues(eventOf(entry), tenant.placement.databaseId, limit)
    },
    committed: (ids) => {
      shown = ids
    },
    tells: ({ about, detail, patients = [] }) => {
      if (!shown || about.patientId !== patientId || 'patients' in detail) return false
      const told = patientId ? [patientId, ...patients] : patients
      return shown.length === told.length && shown.every((id, at) => id === told[at])
    },
  }
}
