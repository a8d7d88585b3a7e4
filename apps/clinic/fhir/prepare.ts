import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isObject, type JsonObject, type Part, partOf, ResourceFault, textAt } from './mapping/json.ts'
import { type Links, linksOf } from './mapping/links.ts'
import type { RawEntry } from './reading/bundle-text.ts'
import type { Unit } from './reading/units.ts'
import { resourceTypes } from './resource-types.ts'

/** A resource, parsed, with what it is recognised by. */
export interface Incoming {
  /** Its place in the bundle or file, from 1. */
  no: number
  type: string
  /** Its id, else its fullUrl. */
  key: string
  fullUrl: string | null
  resource: Part
  links: Links
  /** SHA-256 of the canonical content. */
  hash: string
  original: string
}

/** An entry that cannot be taken over. */
export interface EntryFault {
  no: number
  /** As far as it says one. */
  type: string
  reason: string
}

export interface PreparedUnit {
  unit: Unit
  incoming: Incoming[]
  faults: EntryFault[]
}

/** So many are parsed before other work of the process gets its turn: about 5 ms. */
const atOnce = 50

/** Parses the resources of a unit and says what each is. Those that are none are faults. */
export async function prepareUnit(unit: Unit): Promise<PreparedUnit> {
  const incoming: Incoming[] = []
  const faults: EntryFault[] = []
  for (const [i, entry] of unit.entries.entries()) {
    if (i % atOnce === atOnce - 1) await nextTurn()
    const read = readEntry(entry)
    if (!read) continue
    if ('reason' in read) faults.push(read)
    else incoming.push(read)
  }
  return { unit, incoming, faults }
}

export function identityOf({ type, key }: Pick<Incoming, 'type' | 'key'>): string {
  return `${type}/${key}`
}

/** Undefined for what is no record: servers put what they have to say about a search into its bundle. */
function readEntry({ no, fullUrl, text, problem }: RawEntry): Incoming | EntryFault | undefined {
  const refuse = (reason: string, type = 'unknown') => ({ no, type, reason })
  if (text === null) return refuse(problem ?? 'the entry holds no resource')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refuse('not JSON')
  }
  if (!isObject(json)) return refuse('the resource is not an object')
  const type = json.resourceType
  if (typeof type !== 'string' || !/^[A-Z][A-Za-z]{1,63}$/.test(type)) return refuse('no resourceType')
  if (type === 'OperationOutcome') return undefined
  if (!resourceTypes.has(type)) return refuse(`${type} is no resource of FHIR R4`)
  // PostgreSQL keeps no such character, and no record means it.
  if (text.includes('\\u0000') && someText(json, (each) => each.includes('\0')))
    return refuse('holds a NUL character', type)
  if (halfCharacter.test(text) && someText(json, (each) => !each.isWellFormed())) {
    return refuse('holds half a character', type)
  }
  try {
    const resource = partOf(json, type)
    const key = textAt(resource, 'id') ?? fullUrl
    if (!key) return refuse('has neither an id nor a fullUrl: it could not be recognised again', type)
    if (key.length > 500) return refuse('its id is too long', type)
    const links = linksOf(resource)
    return { no, type, key, fullUrl, resource, links, hash: hashOf(json), original: text }
  } catch (error) {
    if (error instanceof ResourceFault) return refuse(error.message, type)
    throw error
  }
}

/** An escaped half of a character that UTF-16 writes in two. */
const halfCharacter = /\\ud[89a-f]/i

function hashOf(json: JsonObject): string {
  return createHash('sha256').update(canonical(json)).digest('base64url')
}

/** The same text for the same content, whatever the order of its keys. Nesting was limited when it was read. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${members.join()}}`
}

/** Does any text in it, name or value, pass the test? */
function someText(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, each]) => test(key) || someText(each, test))
}
