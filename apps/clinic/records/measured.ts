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
  const text = bareText(measured)
  const isNumber = measured.valueText === null && pointOf(measured) !== null
  return isNumber ? withUnit(text, unitOf(measured)) : text
}

/** The same without its unit: `176.4`, `112/76`. */
export function bareText({ valueNumber, valueComparator, valueText, components }: MeasuredColumns): string {
  if (valueNumber !== null) return `${valueComparator ?? ''}${writtenNumber(valueNumber)}`
  if (valueText !== null) return valueText
  const pressure = pressureOf(components)
  if (pressure) return `${Math.round(pressure.systolic)}/${Math.round(pressure.diastolic)}`
  return components.map((each) => `${each.title} ${componentText(each)}`.trim()).join(', ')
}

/** The unit as people write it; of a measurement in parts that of its first part. */
export function unitOf({
  valueUnit,
  components,
}: Pick<MeasuredColumns, 'valueUnit' | 'components'>): string | null {
  const unit = valueUnit ?? components.find((each) => each.unit !== null)?.unit
  return (unit && writtenUnit(unit)) || null
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
function writtenNumber(number: number): string {
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
  const written = unit && writtenUnit(unit)
  if (!written || written === '1') return text
  return written === '%' ? `${text}%` : `${text} ${written}`
}

/** UCUM writes what people do not: `mm[Hg]`, `{score}`. */
function writtenUnit(unit: string): string {
  return unit.replace(/\[([^\]]*)\]/g, '$1').replace(/\{[^}]*\}/g, '')
}
