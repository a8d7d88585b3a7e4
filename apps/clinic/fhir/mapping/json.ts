/** A resource that cannot be taken over as it is, and the place in it: `Condition.onsetDateTime: no such day`. */
export class ResourceFault extends Error {
  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`)
    this.name = 'ResourceFault'
  }
}

export type JsonObject = Readonly<Record<string, unknown>>

/** An object inside a resource and where it stands: `Observation.component.0.valueQuantity`; of a resource, its type. */
export interface Part {
  readonly json: JsonObject
  readonly path: string
}

export function partOf(value: unknown, path: string): Part {
  if (!isObject(value)) throw fault(path, 'not an object')
  return { json: value, path }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function partAt(part: Part, key: string): Part | null {
  const value = part.json[key]
  return value === undefined || value === null ? null : partOf(value, `${part.path}.${key}`)
}

export function partsAt(part: Part, key: string): Part[] {
  return arrayAt(part, key).map((value, i) => partOf(value, `${part.path}.${key}.${i}`))
}

export function firstPartAt(part: Part, key: string): Part | null {
  return partsAt(part, key)[0] ?? null
}

/** Trimmed; null where there is nothing to see. */
export function textAt(part: Part, key: string): string | null {
  const value = part.json[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw fault(`${part.path}.${key}`, 'not a text')
  return value.trim() || null
}

export function textsAt(part: Part, key: string): string[] {
  return arrayAt(part, key).map((value, i) => {
    if (typeof value !== 'string') throw fault(`${part.path}.${key}.${i}`, 'not a text')
    return value.trim()
  })
}

export function numberAt(part: Part, key: string): number | null {
  const value = part.json[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number') throw fault(`${part.path}.${key}`, 'not a number')
  if (!Number.isFinite(value)) throw fault(`${part.path}.${key}`, 'a number out of range')
  return value
}

export function booleanAt(part: Part, key: string): boolean | null {
  const value = part.json[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'boolean') throw fault(`${part.path}.${key}`, 'neither true nor false')
  return value
}

/** Texts joined for a person, without repetitions; null where there are none. */
export function joined(texts: readonly (string | null)[], separator = ', '): string | null {
  return [...new Set(texts.filter((text) => text !== null && text !== ''))].join(separator) || null
}

export function fault(path: string, reason: string): ResourceFault {
  return new ResourceFault(path, reason)
}

function arrayAt(part: Part, key: string): unknown[] {
  const value = part.json[key]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw fault(`${part.path}.${key}`, 'not a list')
  return value
}
