import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { parseBirthDate, today } from './birth-date.ts'
import { selectSimilarPatients } from './duplicates.ts'
import { listPatients } from './list-patients.ts'
import * as contract from './patients.contract.ts'
import { editPatient, getPatient, type PatientRow, registerPatient } from './patients.ts'
import type { PatientTables } from './patients.tables.ts'
import { countryOf, parsePhone } from './phone.ts'
import { summaryOf } from './summaries.ts'

export function patientRoutes(http: Http<PatientTables>) {
  serveWrite(http, contract.registerPatient, async ({ tx, body, can }) =>
    patientReply(await registerPatient(tx, body), can),
  )

  serveWrite(http, contract.editPatient, async ({ tx, params, version, body, can }) =>
    patientReply(await editPatient(tx, { id: params.patientId, version, change: body }), can),
  )

  serveRead(http, contract.getPatient, async ({ db, params, can }) =>
    patientReply(await getPatient(db, params.patientId), can),
  )

  serveRead(http, contract.listPatients, ({ db, query }) => listPatients(db, query))

  serveRead(http, contract.findDuplicates, async ({ db, query, tenant }) => {
    const { household, duplicates } = await selectSimilarPatients(db, {
      givenName: query.givenName ?? '',
      familyName: query.familyName ?? '',
      // Half a number is nobody's yet.
      phone: (query.phone && parsePhone(query.phone, countryOf(tenant.locale))) ?? null,
      birthDate:
        (query.birthDate && parseBirthDate(query.birthDate, today(tenant.timeZone))?.birthDate) ?? null,
      except: query.except,
    })
    return { household: household.map(summaryOf), duplicates: duplicates.map(summaryOf) }
  })

  serveRead(http, contract.listHousehold, async ({ db, params }) => {
    const { id, phone } = await getPatient(db, params.patientId)
    const { household } = await selectSimilarPatients(db, {
      givenName: '',
      familyName: '',
      phone,
      birthDate: null,
      except: id,
    })
    return { items: household.map(summaryOf) }
  })
}

function patientReply(row: PatientRow, can: (permission: string) => boolean): contract.Patient {
  return {
    ...summaryOf(row),
    email: row.email,
    address: row.address,
    language: row.language,
    bloodGroup: row.bloodGroup as contract.Patient['bloodGroup'], // the table's check allows no other
    emergencyContact: row.emergencyContact,
    notes: row.notes,
    deceased: row.deceased,
    deceasedOn: row.deceasedOn,
    version: row.version,
    can: { edit: can('patient.write') },
  }
}
