import { conceptAt, readConcept } from './codes.ts'
import { dateAt, endAt, startAt } from './dates.ts'
import { booleanAt, joined, numberAt, type Part, partAt, textAt } from './json.ts'
import { rangeText, ratioText, readQuantity } from './quantities.ts'

export interface Measured {
  number: number | null
  comparator: string | null
  unit: string | null
  /** Of the unit: UCUM. */
  code: string | null
  /** What is not a number. */
  text: string | null
}

const nothing: Measured = { number: null, comparator: null, unit: null, code: null, text: null }

/** The value of an observation or of one of its components, whichever of the eleven types it has. */
export function valueOf(measured: Part): Measured {
  const quantity = partAt(measured, 'valueQuantity')
  if (quantity) return { ...readQuantity(quantity), text: null }
  const integer = numberAt(measured, 'valueInteger')
  if (integer !== null) return { ...nothing, number: integer }
  return { ...nothing, text: valueInWords(measured) }
}

function valueInWords(measured: Part): string | null {
  const concept = partAt(measured, 'valueCodeableConcept')
  if (concept) return readConcept(concept).title
  const range = partAt(measured, 'valueRange')
  if (range) return rangeText(range)
  const ratio = partAt(measured, 'valueRatio')
  if (ratio) return ratioText(ratio)
  const sampled = partAt(measured, 'valueSampledData')
  if (sampled) return textAt(sampled, 'data')
  const truth = booleanAt(measured, 'valueBoolean')
  return (
    textAt(measured, 'valueString') ??
    truth?.toString() ??
    textAt(measured, 'valueTime') ??
    dateAt(measured, 'valueDateTime')?.text ??
    joined(
      [startAt(measured, 'valuePeriod')?.text ?? null, endAt(measured, 'valuePeriod')?.text ?? null],
      ' – ',
    ) ??
    conceptAt(measured, 'dataAbsentReason').title
  )
}
