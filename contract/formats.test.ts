import type { TSchema } from 'typebox'
import { Compile } from 'typebox/schema'
import { expect, test } from 'vitest'
import { EmailAddress, idOf, LocalDate, Money, nullable, oneOf, Paging, Timestamp, text } from './formats.ts'
import { strictObject } from './route.ts'

const accepts = (schema: TSchema, value: unknown) => Compile(schema).Check(value)

test.each<[name: string, schema: TSchema, good: unknown[], bad: unknown[]]>([
  [
    'a day',
    LocalDate,
    ['2026-02-28', '2024-02-29', '1900-01-01'],
    [
      '2026-02-30',
      '2026-02-29',
      '1900-02-29',
      '2026-13-01',
      '26-01-01',
      '0026-01-01',
      '2026-1-1',
      '2026-01-01T00:00:00Z',
      null,
    ],
  ],
  [
    'a moment',
    Timestamp,
    ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00.123Z', '2026-11-21T13:30:00+05:30'],
    [
      '2026-11-21',
      '2026-11-21T08:00:00',
      '2026-11-21T25:00:00Z',
      '2026-11-21T08:00:00Z[Asia/Kolkata]',
      'now',
    ],
  ],
  [
    'an id',
    idOf('thing'),
    ['0190a000-0000-7000-8000-000000000000'],
    [
      '0190A000-0000-7000-8000-000000000000',
      '{0190a000-0000-7000-8000-000000000000}',
      '0190a00000007000800000000000',
      7,
    ],
  ],
  ['text', text(3), ['a', ' a ', '👩‍⚕'], ['', ' ', 'abcd', '\t\n']],
  [
    'an e-mail address',
    EmailAddress,
    ['a@b.co', 'ada+x@mail.example.org', 'jürgen@bücher.example'],
    ['a', 'a@b', '@b.co', 'a b@c.de', `${'x'.repeat(250)}@b.co`],
  ],
  ['an amount', Money, [0, -5, Number.MAX_SAFE_INTEGER], [1.5, Number.MAX_SAFE_INTEGER + 1, '5', Number.NaN]],
  ['one of a few', oneOf('a', 'b'), ['a', 'b'], ['c', null, ['a']]],
  ['one of a few, or none', nullable(oneOf('a', 'b')), ['a', null], ['c', 'null']],
  ['a day, or none', nullable(LocalDate), ['2026-02-28', null], ['2026-02-30', '']],
  ['a number, or none', nullable(Money), [5, null], ['5', 1.5]],
  [
    'a page',
    strictObject(Paging),
    [{}, { limit: 200 }, { cursor: 'abc_-' }],
    [{ limit: 0 }, { limit: 201 }, { cursor: '' }, { cursor: 'a b' }, { page: 2 }],
  ],
])('%s is told from what is none', (_name, schema, good, bad) => {
  for (const value of good) expect(accepts(schema, value), JSON.stringify(value)).toBe(true)
  for (const value of bad) expect(accepts(schema, value), JSON.stringify(value)).toBe(false)
})
