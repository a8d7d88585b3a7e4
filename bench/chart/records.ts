import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makePeople } from '../people.ts'

interface RegisterSize {
  patients: number
  /** Of an ordinary patient. */
  encounters: number
  /** Of the first patient, whose chart is the one to be measured. */
  manyEncounters: number
}

/** Measurements of one contact: with 700 contacts of the first patient they are 5,000. */
const vitals = [
  ['8302-2', 'Body height', 'cm', 150, 40],
  ['29463-7', 'Body weight', 'kg', 45, 60],
  ['8867-4', 'Heart rate', '/min', 55, 50],
  ['8310-5', 'Body temperature', 'Cel', 36, 3],
] as const
const laboratory = [
  ['2339-0', 'Glucose', 'mg/dL', 70, 120],
  ['2093-3', 'Total cholesterol', 'mg/dL', 130, 150],
] as const
const problems = ['Asthma', 'Hypertension', 'Type 2 diabetes', 'Migraine', 'Back pain', 'Anaemia', 'Dengue']
const drugs = [
  'Metformin 500 mg',
  'Amlodipine 5 mg',
  'Salbutamol inhaler',
  'Paracetamol 500 mg',
  'Atorvastatin 10 mg',
]
const lastVisit = Date.UTC(2026, 9, 1)
const day = 24 * 3600 * 1000

/** Writes the records of a register as ndjson, patient by patient; the same for the same seed. */
export async function writeRegister(path: string, size: RegisterSize, seed: number): Promise<number> {
  let count = 0
  function* lines() {
    const random = randomOf(seed)
    for (const [i, person] of makePeople(size.patients, seed).entries()) {
      const encounters = i === 0 ? size.manyEncounters : size.encounters
      for (const resource of recordOf(`p${i}`, person, encounters, random)) {
        count++
        yield `${JSON.stringify(resource)}\n`
      }
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
  return count
}

function* recordOf(
  id: string,
  { givenName, familyName }: { givenName: string; familyName: string },
  encounters: number,
  random: () => number,
) {
  const subject = { reference: `Patient/${id}` }
  const pick = <T>(words: readonly T[]) => words[Math.floor(random() * words.length)]!
  const name = [{ family: familyName, given: [givenName] }]
  yield { resourceType: 'Patient', id, name, gender: pick(['female', 'male']), birthDate: '1960-01-02' }
  for (let visit = 0; visit < encounters; visit++) {
    const at = new Date(lastVisit - visit * 9 * day - Math.floor(random() * day))
    const when = at.toISOString()
    const encounter = { reference: `Encounter/${id}-${visit}` }
    const shared = { subject, encounter }
    const type = [{ text: 'Consultation' }]
    const period = { start: when, end: new Date(at.getTime() + 900_000).toISOString() }
    const kind = { code: 'AMB' }
    yield {
      resourceType: 'Encounter',
      id: `${id}-${visit}`,
      status: 'finished',
      class: kind,
      type,
      subject,
      period,
    }
    const measured = (
      category: string,
      [code, text, unit, low, range]: readonly [string, string, string, number, number],
    ) => ({
      resourceType: 'Observation',
      id: `${id}-${visit}-${code}`,
      status: 'final',
      category: [{ coding: [{ code: category }] }],
      code: { coding: [{ system: 'http://loinc.org', code }], text },
      ...shared,
      effectiveDateTime: when,
      valueQuantity: { value: Math.round((low + random() * range) * 100) / 100, unit },
    })
    for (const each of vitals) yield measured('vital-signs', each)
    for (const each of laboratory) yield measured('laboratory', each)
    const part = (code: string, value: number) => ({
      code: { coding: [{ system: 'http://loinc.org', code }] },
      valueQuantity: { value, unit: 'mm[Hg]' },
    })
    yield {
      ...measured('vital-signs', ['85354-9', 'Blood pressure', 'mm[Hg]', 0, 0]),
      valueQuantity: undefined,
      component: [
        part('8480-6', 100 + Math.floor(random() * 60)),
        part('8462-4', 60 + Math.floor(random() * 35)),
      ],
    }
    if (random() < 0.3) {
      const code = { text: pick(problems) }
      const clinicalStatus = { coding: [{ code: pick(['active', 'resolved', 'resolved']) }] }
      yield {
        resourceType: 'Condition',
        id: `${id}-c${visit}`,
        clinicalStatus,
        code,
        ...shared,
        onsetDateTime: when,
      }
    }
    if (random() < 0.4) {
      const medicationCodeableConcept = { text: pick(drugs) }
      const status = pick(['active', 'stopped', 'stopped'])
      const dosageInstruction = [{ text: 'One tablet twice a day' }]
      yield {
        resourceType: 'MedicationRequest',
        id: `${id}-m${visit}`,
        status,
        intent: 'order',
        medicationCodeableConcept,
        dosageInstruction,
        ...shared,
        authoredOn: when,
      }
    }
  }
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
