/** One patient's records as another system would send them: small, and with something of each part of a chart. */
export function smallBundle({ family = 'Kulkarni' } = {}) {
  const patient = { reference: 'urn:uuid:11111111-0000-4000-8000-000000000001' }
  const resources = [
    {
      resourceType: 'Patient',
      id: '11111111-0000-4000-8000-000000000001',
      name: [{ use: 'official', given: ['Radha'], family }],
      gender: 'female',
      birthDate: '1958-03-09',
      telecom: [{ system: 'phone', value: '+919820055555' }],
    },
    {
      resourceType: 'AllergyIntolerance',
      id: '11111111-0000-4000-8000-000000000002',
      patient,
      clinicalStatus: { coding: [{ code: 'active' }] },
      criticality: 'high',
      code: { text: 'Penicillin' },
    },
    {
      resourceType: 'Condition',
      id: '11111111-0000-4000-8000-000000000003',
      subject: patient,
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: { text: 'Essential hypertension' },
      onsetDateTime: '2014-05-02T09:00:00+05:30',
    },
    {
      resourceType: 'MedicationRequest',
      id: '11111111-0000-4000-8000-000000000004',
      subject: patient,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Amlodipine 5 mg' },
      authoredOn: '2026-10-01T09:00:00+05:30',
    },
    {
      resourceType: 'Encounter',
      id: '11111111-0000-4000-8000-000000000005',
      subject: patient,
      status: 'finished',
      class: { code: 'AMB' },
      type: [{ text: 'Blood pressure check' }],
      // Half past one at night in Kolkata, still the day before in New York.
      period: { start: '2026-10-02T01:30:00+05:30', end: '2026-10-02T01:45:00+05:30' },
    },
    ...[138, 131, 126].map((systolic, index) => bloodPressure(patient, systolic, index)),
  ]
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
  }
}

function bloodPressure(subject: { reference: string }, systolic: number, index: number) {
  const part = (code: string, value: number) => ({
    code: { coding: [{ system: 'http://loinc.org', code }] },
    valueQuantity: { value, unit: 'mmHg' },
  })
  return {
    resourceType: 'Observation',
    id: `11111111-0000-4000-8000-00000000001${index}`,
    subject,
    status: 'final',
    category: [{ coding: [{ code: 'vital-signs' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }], text: 'Blood pressure' },
    effectiveDateTime: `2026-0${index + 7}-01T09:00:00+05:30`,
    component: [part('8480-6', systolic), part('8462-4', 80 + index)],
  }
}
