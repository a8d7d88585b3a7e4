import type { RecordKind } from './records.contract.ts'

/** Where the records of a kind are, and what a list shows of them. Words of SQL, ours alone. */
interface RecordSource {
  table: string
  /** Columns that make the second line. */
  detail: string
  /** Has `ended_at` and `ended_text`. */
  ends: boolean
  /** Has `encounter_id`. */
  encounter: boolean
  /** Has `code`; what has none is kept as imported only. */
  code: boolean
}

const typed = { ends: false, encounter: true, code: true }
const imported = {
  table: 'clinic.fhir_resources',
  detail: 'null',
  ends: false,
  encounter: false,
  code: false,
}
const measured = { ...typed, table: 'clinic.observations', detail: 'null' }

const sources: Record<RecordKind, RecordSource> = {
  encounter: {
    ...typed,
    table: 'clinic.encounters',
    detail: 'reason, practitioner, organization',
    ends: true,
    encounter: false,
  },
  problem: { ...typed, table: 'clinic.problems', detail: 'severity, site, note', ends: true },
  allergy: { ...typed, table: 'clinic.allergies', detail: 'reaction, note' },
  medication: { ...typed, table: 'clinic.medications', detail: 'dose, reason, practitioner', ends: true },
  immunization: { ...typed, table: 'clinic.immunizations', detail: 'dose, lot, practitioner' },
  procedure: { ...typed, table: 'clinic.procedures', detail: 'reason, site, practitioner', ends: true },
  report: { ...typed, table: 'clinic.reports', detail: 'conclusion, practitioner' },
  vitals: measured,
  laboratory: measured,
  observation: measured,
  document: imported,
  billing: imported,
}

export function sourceOf(kind: RecordKind): RecordSource {
  return sources[kind]
}

/** Measurements share a table; their kind is a column of it. */
export function isMeasured(kind: RecordKind): boolean {
  return sources[kind] === measured
}
