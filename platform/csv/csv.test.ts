import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { type Cell, writeCsv } from './csv.ts'

async function written(...values: Cell[]) {
  const columns = [{ name: 'value', cell: (value: Cell) => value }]
  let text = ''
  for await (const part of writeCsv(columns, pagesOf(values))) text += part
  return text
}

/** Two rows to a page, so that pages follow each other. */
async function* pagesOf(values: Cell[]) {
  for (let at = 0; at < values.length; at += 2) yield values.slice(at, at + 2)
}

test('a spreadsheet knows the encoding, and lines end as it expects', async () => {
  expect(await written('नमस्ते')).toBe('\uFEFF"value"\r\n"नमस्ते"\r\n')
})

test('text that a spreadsheet would take for a formula is none', async () => {
  const evil = [
    '=1+1',
    '+91 98',
    '-2',
    '@sum',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '\0=1',
    '＝1',
    '＋1',
    '－1',
    '＠a',
  ]
  const read = parse(await written(...evil), { bom: true, columns: true }) as { value: string }[]
  expect(read.map(({ value }) => value)).toEqual(evil.map((text) => `'${text}`))
})

test('numbers stay numbers, and what is empty is empty', async () => {
  expect(await written(-2000.5, null, true, 'plain')).toBe(
    '\uFEFF"value"\r\n-2000.5\r\n\r\ntrue\r\n"plain"\r\n',
  )
})

test('quotes, commas and line breaks in a text come back as they were', async () => {
  const texts = ['He said "no"', 'a, b; c', 'two\r\nlines', '']
  const read = parse(await written(...texts), { bom: true, columns: true }) as { value: string }[]
  expect(read.map(({ value }) => value)).toEqual(texts)
})
