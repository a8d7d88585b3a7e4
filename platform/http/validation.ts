import type { TSchema } from 'typebox'
import { Compile } from 'typebox/schema'
import { DomainError } from './domain-error.ts'

interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  default?: unknown
}

type Check = (value: unknown) => unknown

/** Checks a body: nothing is bent, nothing is dropped. */
export function bodyCheck(schema: TSchema): Check {
  const validator = Compile(schema)
  return (body) => {
    if (!validator.Check(body)) refuse(validator.Errors(body)[1])
    return body
  }
}

/** Checks a query string, whose values all come as text: numbers and booleans are read, defaults filled in. */
export function queryCheck(schema: TSchema): Check {
  const validator = Compile(schema)
  const properties = Object.entries((schema as JsonSchema).properties ?? {})
  return (query) => {
    const read: Record<string, unknown> = { ...(query as object) }
    for (const [name, property] of properties) {
      if (read[name] !== undefined) read[name] = readText(property, read[name])
      else if (property.default !== undefined) read[name] = property.default
    }
    refuseUnstorable(read, '')
    if (!validator.Check(read)) refuse(validator.Errors(read)[1])
    return read
  }
}

/** Checks the parts of a path. What cannot be an id is the id of nothing. */
export function paramsCheck(schema: TSchema): Check {
  const validator = Compile(schema)
  return (params) => {
    const plain = { ...(params as object) }
    if (!validator.Check(plain)) throw new DomainError('not_found')
    return plain
  }
}

// JSON deeper than this is not a form somebody filled in, and recursion over it must end.
const deepest = 100

/**
 * Refuses what the database cannot store (NUL, half of a surrogate pair) and names that change an object's prototype,
 * anywhere in a body.
 */
export function refuseUnstorable(value: unknown, field: string, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      throw new DomainError('invalid_input', { field, detail: 'must not contain NUL or broken characters' })
    }
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth >= deepest)
    throw new DomainError('invalid_input', { field, detail: `must not nest deeper than ${deepest}` })
  for (const key of Object.keys(value)) {
    const name = field ? `${field}.${key}` : key
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new DomainError('invalid_input', { field: name, detail: 'is not allowed' })
    }
    refuseUnstorable(key, field, depth)
    refuseUnstorable((value as Record<string, unknown>)[key], name, depth + 1)
  }
}

function readText(schema: JsonSchema, value: unknown): unknown {
  if (schema.type === 'array') {
    return (Array.isArray(value) ? value : [value]).map((item) => readText(schema.items ?? {}, item))
  }
  if (typeof value !== 'string') return value
  if ((schema.type === 'integer' || schema.type === 'number') && /^-?\d{1,15}(\.\d{1,15})?$/.test(value)) {
    return Number(value)
  }
  if (schema.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

interface CheckError {
  keyword: string
  instancePath: string
  params: object
  message: string
}

function refuse(errors: CheckError[]): never {
  // An unknown name is reported twice, first as a value that may not be; the second one says what is meant.
  const error = errors.find((candidate) => candidate.keyword !== 'boolean')
  const field = error ? fieldOf(error) : ''
  throw new DomainError('invalid_input', {
    ...(field && { field }),
    detail: error?.message ?? 'is not valid',
  })
}

function fieldOf({ instancePath, params }: CheckError) {
  const { requiredProperties, additionalProperties } = params as Record<string, string[] | undefined>
  const name = (requiredProperties ?? additionalProperties)?.[0]
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (name !== undefined) path.push(name)
  return path.join('.').slice(0, 200)
}
