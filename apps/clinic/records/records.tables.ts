import type { ColumnType } from 'kysely'

type TenantId = ColumnType<string, never, never>

/** What every record of a chart has. */
interface RecordColumns {
  tenantId: TenantId
  id: string
  patientId: string
  resourceType: string
  title: string
  code: string | null
  codeSystem: string | null
  /** For sorting; `undated` where nothing is known. */
  occurredAt: string
  /** In the source's own precision; null where nothing is known. */
  occurredText: string | null
  createdAt: ColumnType<string, never, never>
  updatedAt: ColumnType<string, never, string>
}

interface WithEncounter {
  encounterId: string | null
}

interface WithEnd {
  endedAt: string | null
  endedText: string | null
}

/** Part of a measurement: the systolic of a blood pressure. */
export interface ObservationComponent {
  code: string | null
  title: string
  number: number | null
  unit: string | null
  text: string | null
  flag: string | null
}

/** The typed records of charts. */
export interface RecordTables {
  'clinic.encounters': RecordColumns &
    WithEnd & {
      status: string
      class: string | null
      reason: string | null
      practitioner: string | null
      organization: string | null
    }
  'clinic.problems': RecordColumns &
    WithEncounter &
    WithEnd & {
      status: string | null
      verification: string | null
      category: string | null
      severity: string | null
      site: string | null
      note: string | null
      recordedText: string | null
    }
  'clinic.allergies': RecordColumns &
    WithEncounter & {
      status: string | null
      verification: string | null
      category: string | null
      criticality: string | null
      reaction: string | null
      note: string | null
    }
  'clinic.medications': RecordColumns &
    WithEncounter &
    WithEnd & {
      status: string
      intent: string | null
      dose: string | null
      asNeeded: boolean
      reason: string | null
      practitioner: string | null
      note: string | null
    }
  'clinic.observations': RecordColumns &
    WithEncounter & {
      kind: 'vitals' | 'laboratory' | 'observation'
      status: string
      category: string | null
      valueNumber: number | null
      valueComparator: string | null
      valueUnit: string | null
      valueCode: string | null
      valueText: string | null
      flag: string | null
      rangeLow: number | null
      rangeHigh: number | null
      rangeText: string | null
      components: ColumnType<ObservationComponent[], string, string>
      note: string | null
    }
  'clinic.immunizations': RecordColumns &
    WithEncounter & {
      status: string
      dose: string | null
      lot: string | null
      site: string | null
      reason: string | null
      practitioner: string | null
      organization: string | null
      note: string | null
    }
  'clinic.procedures': RecordColumns &
    WithEncounter &
    WithEnd & {
      status: string
      category: string | null
      reason: string | null
      site: string | null
      practitioner: string | null
      note: string | null
    }
  'clinic.reports': RecordColumns &
    WithEncounter & {
      status: string
      category: string | null
      conclusion: string | null
      practitioner: string | null
      resultIds: ColumnType<string[], string, string>
    }
}

/** Sorts behind everything that has a date. */
export const undated = '0001-01-01T00:00:00.000Z'
