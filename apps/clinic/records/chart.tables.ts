import type { ImportTables } from '../fhir/fhir.tables.ts'
import type { PatientTables } from '../patients/patients.tables.ts'
import type { RecordTables } from './records.tables.ts'

/** What a chart reads: the records, whose they are, and the words they came in. */
export interface ChartTables extends RecordTables, PatientTables, ImportTables {}
