import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Visitor } from '../deployment.ts'
import type { Canaries } from './canaries.ts'

/** Puts words into what comes as bytes: a file and its name, and an import of records or of customers. */
export async function plantFiles(owner: Visitor, canaries: Canaries): Promise<void> {
  const isClinic = owner.base.startsWith('/clinic')
  const send = async (method: 'POST' | 'PUT', url: string, type: string, payload: string) => {
    const answer = await owner.request({ method, url, headers: { 'content-type': type }, payload })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`)
    return answer
  }
  const subjects = isClinic ? 'patients' : 'customers'
  const body = isClinic ? { givenName: 'Ada', confirmedDuplicate: true } : { name: 'Ravi' }
  const { id } = (await owner.post(`/${subjects}`, body)).json()
  const content = canaries.plant('the content of a file')
  const named = { name: `${canaries.plant('the name of a file')}.txt`, sizeBytes: content.length }
  const file = (await owner.post(`/${subjects}/${id}/files`, named)).json()
  await send('PUT', `/${subjects}/${id}/files/${file.id}/content`, 'application/octet-stream', content)

  if (!isClinic) {
    const sheet = `name,apartments\n${canaries.plant('a name in a sheet')},36194\n`
    await send('POST', '/customers/import', 'text/csv', sheet)
    return
  }
  const bundle = JSON.stringify(records(canaries))
  const made = (
    await owner.post('/imports', { name: 'words.json', sizeBytes: Buffer.byteLength(bundle) })
  ).json()
  await send('PUT', `/imports/${made.id}/content`, 'application/json', bundle)
  await expect
    .poll(async () => (await owner.get(`/imports/${made.id}`)).json().state, {
      timeout: 60_000,
      interval: 50,
    })
    .toBe('done')
}

/** A patient with a diagnosis and a note, as another system would send them. */
function records(canaries: Canaries) {
  const [patient, condition, report] = [randomUUID(), randomUUID(), randomUUID()]
  const subject = { reference: `urn:uuid:${patient}` }
  const words = (where: string) => canaries.plant(`${where} of an imported record`)
  const coded = (where: string) => ({
    coding: [{ system: 'http://snomed.info/sct', code: '73211009', display: words(where) }],
    text: words(where),
  })
  const resources = [
    {
      resourceType: 'Patient',
      id: patient,
      name: [{ family: words('the family name'), given: [words('the given name')] }],
      gender: 'female',
      birthDate: '1950-01-01',
      address: [{ line: [words('the address')], city: words('the city') }],
    },
    {
      resourceType: 'Condition',
      id: condition,
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code: coded('the diagnosis'),
      subject,
      onsetDateTime: '2020-01-01T08:00:00Z',
      note: [{ text: words('the note') }],
    },
    {
      resourceType: 'DiagnosticReport',
      id: report,
      status: 'final',
      code: coded('the report'),
      subject,
      effectiveDateTime: '2020-01-02T08:00:00Z',
      conclusion: words('the conclusion'),
    },
  ]
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
  }
}
