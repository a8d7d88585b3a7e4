import * as typebox from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { Type as PlainType } from './plain-types.ts'

type Builder = typeof typebox.Type
const plain = PlainType as unknown as Builder

const schemaOf = (Type: Builder) =>
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 5 }),
      count: Type.Optional(Type.Integer({ minimum: 0 })),
      sizes: Type.Array(Type.Number(), { maxItems: 3 }),
      open: Type.Boolean(),
      kind: Type.Unsafe<'a' | 'b'>({ type: 'string', enum: ['a', 'b'] }),
      change: Type.Partial(Type.Object({ name: Type.String() }), { minProperties: 1 }),
      inner: Type.Optional(Type.Object({ note: Type.Optional(Type.String()) })),
    },
    { additionalProperties: false },
  )

test('the browser’s schemas are those of the server', () => {
  expect(schemaOf(plain)).toEqual(JSON.parse(JSON.stringify(schemaOf(typebox.Type))))
})

test('they find the same faults', () => {
  const faulty = {
    name: 'too long',
    count: -1,
    sizes: [1, 2, 3, 4],
    kind: 'c',
    inner: { note: 1 },
    more: true,
  }
  const found = Value.Errors(schemaOf(plain), faulty)
  expect(found.length).toBeGreaterThan(5)
  expect(found).toEqual(Value.Errors(schemaOf(typebox.Type), faulty))
})
