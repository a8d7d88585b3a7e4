import { type MeasuredColumns, measuredText } from './measured.ts'
import { isMeasured } from './record-sources.ts'
import type { TypedRecord } from './record-detail.ts'
import type { factNames, RecordDetail, RecordKind } from './records.contract.ts'

type FactName = (typeof factNames)[number]

/** Columns that are facts as they stand, in the order in which they are shown. */
const columns: [column: string, name: FactName][] = [
  ['category', 'category'],
  ['class', 'category'],
  ['verification', 'verification'],
  ['severity', 'severity'],
  ['criticality', 'criticality'],
  ['reaction', 'reaction'],
  ['dose', 'dose'],
  ['reason', 'reason'],
  ['site', 'site'],
  ['lot', 'lot'],
  ['conclusion', 'conclusion'],
  ['practitioner', 'practitioner'],
  ['organization', 'organization'],
  ['flag', 'interpretation'],
  ['recordedText', 'recorded'],
  ['note', 'note'],
]

/** What is known of a record, named for the catalogue of texts. */
export function factsOf(kind: RecordKind, row: TypedRecord): RecordDetail['facts'] {
  const measured = isMeasured(kind) ? (row as unknown as MeasuredColumns & Range) : undefined // its kind says so
  const known: [FactName, string | null][] = [
    ['value', measured ? exactText(measured) : null],
    ['range', measured ? rangeText(measured) : null],
    ['code', codeText(row)],
    ...columns.map(([column, name]): [FactName, string | null] => [name, textOf(row[column])]),
  ]
  return known.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

interface Range {
  rangeLow: number | null
  rangeHigh: number | null
  rangeText: string | null
}

/** In the record itself no digit is left out. */
function exactText(measured: MeasuredColumns): string {
  const { valueNumber, valueComparator, valueUnit } = measured
  if (valueNumber === null) return measuredText(measured)
  return `${valueComparator ?? ''}${valueNumber}${valueUnit ? ` ${valueUnit}` : ''}`
}

function rangeText({ rangeLow, rangeHigh, rangeText: written }: Range): string | null {
  if (written) return written
  if (rangeLow !== null && rangeHigh !== null) return `${rangeLow}–${rangeHigh}`
  if (rangeLow !== null) return `≥ ${rangeLow}`
  return rangeHigh === null ? null : `≤ ${rangeHigh}`
}

/** `162864005 (http://snomed.info/sct)` */
function codeText({ code, codeSystem }: TypedRecord): string | null {
  if (!code) return null
  return typeof codeSystem === 'string' ? `${code} (${codeSystem})` : code
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
