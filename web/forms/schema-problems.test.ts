import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { strictObject } from '#contract/route.ts'
import { schemaProblems } from './schema-problems.ts'

const schema = strictObject({
  name: Type.String({ minLength: 1, maxLength: 5, pattern: '\\S' }),
  contact: Type.Optional(
    strictObject({ phone: Type.String({ pattern: '\\d' }), age: Type.Integer({ minimum: 0 }) }),
  ),
})

test('what fits has no problems', () => {
  expect(schemaProblems(schema, { name: 'Asha' })).toEqual({})
})

test('every field is named by its path, with the first thing that is wrong', () => {
  expect(schemaProblems(schema, { name: '', contact: { phone: 'abc', age: -1 } })).toEqual({
    name: 'required',
    'contact.phone': 'invalid',
    'contact.age': 'tooSmall',
  })
  expect(schemaProblems(schema, { name: 'Ashalata', contact: {} })).toEqual({
    name: 'tooLong',
    'contact.phone': 'required',
    'contact.age': 'required',
  })
})
