import type { ObservationComponent } from './records.tables.ts'

/** The columns of an observation that make its value. */
export interface MeasuredColumns {
  valueNumber: number | null
  valueComparator: string | null
  valueUnit: string | null
  valueText: string | null
  components: ObservationComponent[]
}

const systolicCodes = ['8480-6', '271649006']
const diastolicCodes = ['8462-4', '271650006']

/** The value as a person writes it, with its unit: `176.4 cm`, `112/76 mmHg`, `Never smoker`. */
export function measuredText(measured: MeasuredColumns): string {
  const { valueNumber, valueComparator, valueUnit, valueText, components } = measured
  if (valueNumber !== null)
    return withUnit(`${valueComparator ?? ''}${writtenNumber(valueNumber)}`, valueUnit)
  if (valueText !== null) return valueText
  const pressure = pressureOf(components)
  if (pressure) {
    const unit = components.find((each) => each.unit !== null)?.unit ?? null
    return withUnit(`${writtenNumber(pressure.systolic)}/${writtenNumber(pressure.diastolic)}`, unit)
  }
  return components.map((each) => `${each.title} ${componentText(each)}`.trim()).join(', ')
}

export function componentText({ number, unit, text }: ObservationComponent): string {
  return number === null ? (text ?? '') : (text ?? withUnit(writtenNumber(number), unit))
}

/** The numbers to draw: two for a blood pressure. Null where there is none. */
export function pointOf({ valueNumber, components }: Pick<MeasuredColumns, 'valueNumber' | 'components'>) {
  if (valueNumber !== null) return { value: valueNumber, second: null }
  const pressure = pressureOf(components)
  return pressure && { value: pressure.systolic, second: pressure.diastolic }
}

/** Sources measure to more digits than anybody reads: four that count are kept, and none of a whole number is lost. */
export function writtenNumber(number: number): string {
  if (Number.isInteger(number)) return String(number)
  const size = Math.abs(number)
  const digits = size >= 100 ? 1 : size >= 1 ? 2 : Math.min(100, 2 - Math.floor(Math.log10(size || 1)))
  return String(Number(number.toFixed(digits)))
}

function pressureOf(components: ObservationComponent[]) {
  const numberOf = (codes: string[]) => components.find(({ code }) => codes.includes(code ?? ''))?.number
  const systolic = numberOf(systolicCodes)
  const diastolic = numberOf(diastolicCodes)
  return systolic != null && diastolic != null ? { systolic, diastolic } : null
}

function withUnit(text: string, unit: string | null): string {
  if (!unit || unit === '1' || /^\{.*\}$/.test(unit)) return text
  return unit === '%' ? `${text}%` : `${text} ${writtenUnit(unit)}`
}

/** UCUM writes what people do not: `mm[Hg]`, `{score}`. */
function writtenUnit(unit: string): string {
  return unit.replace(/\[([^\]]*)\]/g, '$1').replace(/\{[^}]*\}/g, '')
}
