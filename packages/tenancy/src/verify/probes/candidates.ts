import pg from 'pg'
import { newId } from '../../ids.ts'
import { sampleOf } from './regex-sample.ts'
import type { ProbeColumn } from './tables.ts'

/** Values worth trying in a column, as SQL: of its type, and such as its checks mention. The likeliest first. */
export function candidatesOf(column: ProbeColumn, checks: readonly string[]): string[] {
  const values = [...new Set(valuesOf(column, checks.join(' ')))]
  return [
    ...values.map((value) => `${pg.escapeLiteral(value)}::${column.type}`),
    ...(column.default ? [`(${column.default})::${column.type}`] : []),
    ...(column.required ? [] : [`null::${column.type}`]),
  ]
}

function valuesOf(column: ProbeColumn, checks: string): string[] {
  const { type, category } = column
  if (column.labels) return column.labels
  if (type === 'uuid') return [newId()]
  if (type === 'json' || type === 'jsonb') return ['{}', '[]', '"canary"', '1', 'null']
  if (type === 'bytea') return ['\\x00', ...lengthsIn(checks).map((length) => `\\x${'00'.repeat(length)}`)]
  if (category === 'A')
    return ['{}', ...elementsOf(column, checks).map((value) => `{${JSON.stringify(value)}}`)]
  if (category === 'S') return textsFor(checks)
  if (category === 'N') return numbersFor(checks)
  if (category === 'B') return ['false', 'true']
  // A date is no time of day: tried in such a column it would fail every check of the row.
  if (/^time\b(?!stamp)/.test(type)) return [...quotedIn(checks).filter(isTime), '12:00', '13:00']
  if (category === 'D') return [...quotedIn(checks).filter(isTime), '2026-11-21', '2026-11-22']
  if (category === 'T') return ['1 hour', '1 day', ...quotedIn(checks)]
  if (category === 'R') return ['empty', '[1,2)', '[2026-11-21,2026-11-22)']
  if (category === 'I') return ['127.0.0.1', '::1']
  if (type === 'tsvector') return ['canary']
  return [...quotedIn(checks), '0']
}

function elementsOf(column: ProbeColumn, checks: string): string[] {
  const element = { ...column, type: column.element ?? 'text', default: null, labels: null }
  return valuesOf({ ...element, category: /char|text/.test(element.type) ? 'S' : 'N' }, checks)
}

function textsFor(checks: string): string[] {
  const samples = [...checks.matchAll(/!?~~?\*? '((?:[^']|'')*)'/g)].flatMap((match) =>
    match[0].includes('~~') ? unquoted(match[1]!).replaceAll('%', '') : (sampleOf(unquoted(match[1]!)) ?? []),
  )
  return [
    ...quotedIn(checks),
    ...samples,
    'canary',
    'a',
    'A',
    '1',
    ...lengthsIn(checks).map((length) => 'a'.repeat(length)),
    '',
  ]
}

function numbersFor(checks: string): string[] {
  const named = [...checks.matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number))
  // Zeros first: sums agree on them, and a column that must be positive is changed alone.
  return [0, 1, ...named, ...named.map((n) => n + 1), ...named.map((n) => n - 1), 2, 100].map(String)
}

function lengthsIn(checks: string): number[] {
  return [...checks.matchAll(/\d+/g)].map(Number).filter((length) => length > 0 && length <= 5_000)
}

function quotedIn(checks: string): string[] {
  return [...checks.matchAll(/'((?:[^']|'')*)'/g)].map((match) => unquoted(match[1]!))
}

function unquoted(text: string): string {
  return text.replaceAll("''", "'")
}

function isTime(text: string): boolean {
  return /^\d{1,4}[-:]\d/.test(text)
}
