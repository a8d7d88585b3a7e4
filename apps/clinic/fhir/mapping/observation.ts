import type { ObservationComponent } from '../../records/records.tables.ts'
import { coded, conceptAt, readConcept, statusAt, titlesAt } from './codes.ts'
import { dateAt, type FhirDate, occurred, startAt } from './dates.ts'
import { firstPartAt, type Part, partAt, partsAt, textAt, textsAt } from './json.ts'
import { quantityAt } from './quantities.ts'
import { common, notesOf, type Row, type Surroundings } from './surroundings.ts'
import { type Measured, valueOf } from './values.ts'

type ObservationKind = Row<'clinic.observations'>['kind']

/** LOINC codes of vital signs, for sources that give no category. */
const vitalCodes = new Set(
  ['8867-4', '8310-5', '9279-1', '2708-6', '59408-5', '85354-9', '55284-4', '8480-6', '8462-4'].concat([
    '29463-7',
    '3141-9',
    '8302-2',
    '39156-5',
    '9843-4',
    '8287-5',
    '8289-1',
    '59576-9',
    '77606-2',
  ]),
)

export function mapObservation(resource: Part, around: Surroundings): Row<'clinic.observations'> {
  const { number, comparator, unit, code, text } = valueOf(resource)
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    kind: observationKind(resource),
    ...coded(conceptAt(resource, 'code'), 'Observation'),
    status: textAt(resource, 'status') ?? 'unknown',
    category: titlesAt(resource, 'category'),
    valueNumber: number,
    valueComparator: comparator,
    valueUnit: unit,
    valueCode: code,
    valueText: text,
    flag: flagOf(resource),
    ...rangeOf(resource),
    components: JSON.stringify(partsAt(resource, 'component').map(componentOf)),
    note: notesOf(resource),
    ...occurred(
      dateAt(resource, 'effectiveDateTime'),
      dateAt(resource, 'effectiveInstant'),
      startAt(resource, 'effectivePeriod'),
      firstOfTiming(resource),
      dateAt(resource, 'issued'),
    ),
  }
}

/** In which part of the chart it belongs: by category, and where there is none by its code. */
export function observationKind(resource: Part): ObservationKind {
  const categories = partsAt(resource, 'category').flatMap((concept) => readConcept(concept).code ?? [])
  if (categories.some((code) => code.startsWith('vital-sign'))) return 'vitals'
  if (categories.includes('laboratory')) return 'laboratory'
  if (categories.length > 0) return 'observation'
  return vitalCodes.has(conceptAt(resource, 'code').code ?? '') ? 'vitals' : 'observation'
}

function componentOf(component: Part): ObservationComponent {
  const { title, code } = conceptAt(component, 'code')
  const { number, comparator, unit, text }: Measured = valueOf(component)
  const limited = comparator && number !== null ? `${comparator}${number}` : null
  return { title: title ?? '', code, number, unit, text: text ?? limited, flag: flagOf(component) }
}

function flagOf(measured: Part): string | null {
  const interpretation = firstPartAt(measured, 'interpretation')
  return interpretation && (readConcept(interpretation).code ?? readConcept(interpretation).title)
}

function rangeOf(resource: Part) {
  const range = firstPartAt(resource, 'referenceRange')
  return {
    rangeLow: (range && quantityAt(range, 'low')?.number) ?? null,
    rangeHigh: (range && quantityAt(range, 'high')?.number) ?? null,
    rangeText: range && (textAt(range, 'text') ?? statusAt(range, 'type')),
  }
}

function firstOfTiming(resource: Part): FhirDate | null {
  const timing = partAt(resource, 'effectiveTiming')
  const [first] = timing ? textsAt(timing, 'event') : []
  return timing && first !== undefined ? dateAt({ json: { event: first }, path: timing.path }, 'event') : null
}
