import type { PatientTables } from '../patients/patients.tables.ts'
import type { RecordTables } from '../records/records.tables.ts'
import type { ImportTables } from './imports.tables.ts'

/** All that an import writes. */
export interface FhirTables extends ImportTables, RecordTables, PatientTables {}
