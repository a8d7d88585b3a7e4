import type { PatientTables } from './patients/patients.tables.ts'

/** All that the clinic keeps. Each area names only its own part. */
export interface ClinicTables extends PatientTables {}
