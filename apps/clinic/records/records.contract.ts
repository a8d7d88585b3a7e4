import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

const PatientId = idOf('patient')
const RecordId = idOf('record')

/**
 * What stands in a chart, in words of the clinic. `document` is all that has no table of its own: care plans, goals,
 * imaging studies …; `billing` are claims and statements of benefit, which a timeline shows only when asked to.
 */
export const recordKinds = [
  'encounter',
  'problem',
  'allergy',
  'medication',
  'immunization',
  'procedure',
  'vitals',
  'laboratory',
  'observation',
  'report',
  'document',
  'billing',
] as const
export type RecordKind = (typeof recordKinds)[number]
const Kind = oneOf(...recordKinds)

/**
 * When something was: a moment in UTC (`2019-05-03T10:00:00.000Z`), or only as much as the source knew: `2019-05-03`,
 * `2019-05`, `2019`. The shape says which; what has no `T` is to be shown as it stands, without a time zone.
 */
const RecordDate = nullable(Type.String({ maxLength: 40 }))
const Text = nullable(Type.String())

const ChartProblem = strictObject({
  id: RecordId,
  title: Type.String(),
  code: Text,
  /** `active`, `recurrence`, `relapse`, `inactive`, `remission`, `resolved`. */
  status: Text,
  since: RecordDate,
  until: RecordDate,
})

const ChartAllergy = strictObject({
  id: RecordId,
  title: Type.String(),
  /** `food`, `medication`, `environment`, `biologic`; several are joined by a comma. */
  category: Text,
  /** `low`, `high`, `unable-to-assess`. */
  criticality: Text,
  reaction: Text,
  status: Text,
  since: RecordDate,
})

const ChartMedication = strictObject({
  id: RecordId,
  title: Type.String(),
  dose: Text,
  status: Text,
  prescriber: Text,
  since: RecordDate,
})

/** One measurement of a trend. Blood pressure has two numbers: `value` is systolic, `second` diastolic. */
const TrendPoint = strictObject({
  id: RecordId,
  at: RecordDate,
  value: Type.Number(),
  second: nullable(Type.Number()),
})

const ChartVital = strictObject({
  /** LOINC where the source uses it. */
  code: Type.String(),
  title: Type.String(),
  unit: Text,
  /** The newest value as a person writes it: `118/76`, `72.4`. */
  text: Type.String(),
  at: RecordDate,
  /** `H`, `L`, `HH` … as the source flagged it. */
  flag: Text,
  /** Oldest first, the newest 20. */
  points: Type.Array(TrendPoint),
})

export const Chart = strictObject({
  patient: strictObject({
    id: PatientId,
    number: Type.String(),
    name: Type.String(),
    sex: Type.String(),
    birthDate: RecordDate,
    birthDateEstimated: Type.Boolean(),
    deceased: Type.Boolean(),
    deceasedOn: RecordDate,
    phone: Text,
  }),
  /** Active ones first, then the others; at most 100. */
  problems: Type.Array(ChartProblem),
  allergies: Type.Array(ChartAllergy),
  /** What the patient takes now; past ones are in the list of medications. */
  medications: Type.Array(ChartMedication),
  vitals: Type.Array(ChartVital),
  lastEncounter: nullable(
    strictObject({ id: RecordId, title: Type.String(), at: RecordDate, practitioner: Text }),
  ),
  counts: Type.Array(strictObject({ kind: Kind, count: Type.Integer() })),
  /** The same by FHIR type, imported records only: `Observation`, `CarePlan` … */
  types: Type.Array(strictObject({ type: Type.String(), count: Type.Integer() })),
})
export type Chart = Static<typeof Chart>

const MeasuredValue = strictObject({
  id: RecordId,
  title: Type.String(),
  /** The value with its unit: `176.4 cm`, `112/76 mmHg`, `Never smoker`. */
  text: Type.String(),
  flag: Text,
})

/** One line of the timeline. Observations made at one time are one line, with their values. */
export const TimelineEntry = strictObject({
  /** Unique in the timeline: the key of a list row. */
  key: Type.String(),
  kind: Kind,
  /** The record to open; of a group the first. */
  id: RecordId,
  /** FHIR type: `Encounter`. */
  type: Type.String(),
  title: Type.String(),
  /** A second line: who, where, dose, conclusion. */
  detail: Text,
  status: Text,
  at: RecordDate,
  until: RecordDate,
  encounterId: nullable(RecordId),
  /** Of observations: how many the group has; `values` shows the first 24. */
  count: Type.Integer(),
  values: Type.Array(MeasuredValue),
})
export type TimelineEntry = Static<typeof TimelineEntry>

/** One record in a list of its kind or type. */
export const RecordRow = strictObject({
  id: RecordId,
  kind: Kind,
  type: Type.String(),
  title: Type.String(),
  code: Text,
  detail: Text,
  status: Text,
  at: RecordDate,
  until: RecordDate,
})
export type RecordRow = Static<typeof RecordRow>

/** Names of facts, for the catalogue of texts. */
export const factNames = [
  'status',
  'code',
  'category',
  'value',
  'range',
  'interpretation',
  'verification',
  'severity',
  'criticality',
  'reaction',
  'dose',
  'reason',
  'practitioner',
  'organization',
  'site',
  'lot',
  'conclusion',
  'note',
  'recorded',
] as const

const RecordDetail = strictObject({
  ...RecordRow.properties,
  encounterId: nullable(RecordId),
  facts: Type.Array(strictObject({ name: oneOf(...factNames), value: Type.String() })),
  /** Of a report its results, of a measurement its components. */
  values: Type.Array(MeasuredValue),
  /** Imported versions, newest first; empty for what was written here. */
  versions: Type.Array(strictObject({ version: Type.Integer(), at: Timestamp })),
  /** The version shown in `original`. */
  version: nullable(Type.Integer()),
  /** The JSON as it was imported, white space aside. */
  original: Text,
})
export type RecordDetail = Static<typeof RecordDetail>

/** The first answer of a chart: banner and summary column. */
export const getChart = route({
  method: 'GET',
  url: '/patients/:patientId/chart',
  permission: 'record.read',
  health: true,
  params: strictObject({ patientId: PatientId }),
  reply: Chart,
})

/** Everything about a patient, newest first; what has no date comes last. */
export const listTimeline = route({
  method: 'GET',
  url: '/patients/:patientId/timeline',
  permission: 'record.read',
  health: true,
  params: strictObject({ patientId: PatientId }),
  query: strictObject({
    ...Paging,
    /** Kinds to show, by comma: `encounter,report`. Without it all but `billing`. */
    kinds: Type.Optional(
      Type.String({ maxLength: 200, pattern: `^(${recordKinds.join('|')})(,(${recordKinds.join('|')}))*$` }),
    ),
  }),
  reply: strictObject({ items: Type.Array(TimelineEntry), next: Text }),
})

/** The records of one kind, or of one FHIR type (`CarePlan`), newest first. One of the two is needed. */
export const listRecords = route({
  method: 'GET',
  url: '/patients/:patientId/records',
  permission: 'record.read',
  health: true,
  params: strictObject({ patientId: PatientId }),
  query: strictObject({
    ...Paging,
    kind: Type.Optional(Kind),
    type: Type.Optional(Type.String({ maxLength: 64, pattern: '^[A-Z][A-Za-z]*$' })),
  }),
  reply: strictObject({ items: Type.Array(RecordRow), next: Text }),
})

export const getRecord = route({
  method: 'GET',
  url: '/patients/:patientId/records/:recordId',
  permission: 'record.read',
  health: true,
  params: strictObject({ patientId: PatientId, recordId: RecordId }),
  query: strictObject({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })) }),
  reply: RecordDetail,
})

/** All values of one code over time, oldest first: the newest 1,000. */
export const getTrend = route({
  method: 'GET',
  url: '/patients/:patientId/trends/:code',
  permission: 'record.read',
  health: true,
  params: strictObject({ patientId: PatientId, code: Type.String({ minLength: 1, maxLength: 100 }) }),
  reply: strictObject({
    code: Type.String(),
    title: Type.String(),
    unit: Text,
    points: Type.Array(TrendPoint),
  }),
})
