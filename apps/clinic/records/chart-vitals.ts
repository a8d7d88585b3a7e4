import { bareText, type MeasuredColumns, pointOf, unitOf } from './measured.ts'
import { recordDate } from './record-date.ts'
import type { Chart } from './records.contract.ts'

/** A measurement as the chart's statement returns it. */
export interface VitalRow extends MeasuredColumns {
  id: string
  title: string
  flag: string | null
  at: string
  text: string | null
}

/** One vital sign of the summary: its newest value, and the points of its trend, oldest first. */
export function chartVital(code: string, newestFirst: VitalRow[]): Chart['vitals'][0] | undefined {
  const [newest] = newestFirst
  if (!newest) return undefined
  return {
    code,
    title: newest.title,
    unit: unitOf(newest),
    text: bareText(newest),
    at: recordDate(newest.at, newest.text),
    flag: newest.flag,
    points: pointsOf(newestFirst.toReversed()),
  }
}

export function pointsOf(rows: Pick<VitalRow, 'id' | 'at' | 'text' | 'valueNumber' | 'components'>[]) {
  return rows.flatMap((row) => {
    const point = pointOf(row)
    return point ? [{ id: row.id, at: recordDate(row.at, row.text), ...point }] : []
  })
}
