import { expect, test } from 'vitest'
import { writePdf } from './write-pdf.ts'

const table = (rows: string[][]) => ({
  title: 'Statement of राम शर्मा',
  subtitles: ['Shop'],
  columns: [
    { title: 'Name', weight: 2, align: 'left' as const },
    { title: 'Amount', weight: 1, align: 'right' as const },
  ],
  rows,
  pageWords: (page: number, pages: number) => `Page ${page} of ${pages}`,
})
const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length

test('rows that do not fit go on on the next page, long cells included', async () => {
  expect(pagesOf(await writePdf(table([['Asha', '₹1.00']])))).toBe(1)
  expect(pagesOf(await writePdf(table(Array.from({ length: 100 }, () => ['Asha', '₹1.00']))))).toBe(3)
  const long = 'a long story of sand and cement '.repeat(10)
  expect(pagesOf(await writePdf(table(Array.from({ length: 100 }, () => [long, '₹1.00']))))).toBeGreaterThan(
    8,
  )
})

test('names in Latin, Devanagari and in letters that no font here has are printed all the same', async () => {
  for (const name of ['राम शर्मा', 'Łukasz Ng', 'محمد', '😀', '', '\u0000']) {
    expect((await writePdf(table([[name, '₹5']]))).subarray(0, 5).toString()).toBe('%PDF-')
  }
})
