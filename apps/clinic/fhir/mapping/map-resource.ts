import type { RecordTables } from '../../records/records.tables.ts'
import { mapAllergy } from './allergy.ts'
import { mapCondition } from './condition.ts'
import { mapEncounter } from './encounter.ts'
import { type Head, headOf } from './head.ts'
import { mapImmunization } from './immunization.ts'
import { fault, type Part } from './json.ts'
import { mapMedicationRequest, mapMedicationStatement } from './medication.ts'
import { mapObservation } from './observation.ts'
import { type ImportedPatient, mapPatient } from './patient.ts'
import { mapProcedure } from './procedure.ts'
import { mapReport } from './report.ts'
import type { Row, Surroundings } from './surroundings.ts'

export type TypedTable = keyof RecordTables
type TypedRow = { [Table in TypedTable]: Row<Table> }[TypedTable]

/** A resource as it is kept: its head, and where there is a table for it, its row there. */
export interface MappedResource {
  head: Head
  row: { table: TypedTable; values: TypedRow } | null
  patient: ImportedPatient | null
}

type MapRow = (resource: Part, around: Surroundings) => TypedRow

const typed: Record<string, { table: TypedTable; map: MapRow }> = {
  Encounter: { table: 'clinic.encounters', map: mapEncounter },
  Condition: { table: 'clinic.problems', map: mapCondition },
  AllergyIntolerance: { table: 'clinic.allergies', map: mapAllergy },
  MedicationRequest: { table: 'clinic.medications', map: mapMedicationRequest },
  MedicationStatement: { table: 'clinic.medications', map: mapMedicationStatement },
  Observation: { table: 'clinic.observations', map: mapObservation },
  Immunization: { table: 'clinic.immunizations', map: mapImmunization },
  Procedure: { table: 'clinic.procedures', map: mapProcedure },
  DiagnosticReport: { table: 'clinic.reports', map: mapReport },
}

/** Types that are about somebody: FHIR asks for a patient, and without one there is no chart to put them in. */
const needsPatient = new Set(
  Object.keys(typed).filter((type) => type !== 'Observation' && type !== 'DiagnosticReport'),
)

/** Maps a resource. Throws `ResourceFault` with place and reason where it is not what FHIR R4 says. */
export function mapResource(
  resource: Part,
  around: Omit<Surroundings, 'patientId'> & { patientId: string | null },
) {
  const { patientId } = around
  const type = typed[resource.path]
  if (!patientId || !type) {
    if (needsPatient.has(resource.path)) throw fault(resource.path, 'names no patient')
    const patient = resource.path === 'Patient' ? mapPatient(resource) : null
    return { head: headOf(resource, patientId !== null), row: null, patient } satisfies MappedResource
  }
  const values = type.map(resource, { ...around, patientId })
  const head = headOf(resource, true)
  return {
    head: {
      ...head,
      title: values.title,
      occurredAt: values.occurredAt,
      occurredText: values.occurredText ?? null,
    },
    row: { table: type.table, values },
    patient: null,
  } satisfies MappedResource
}
