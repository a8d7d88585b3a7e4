import { createHash } from 'node:crypto'
import type { TSchema } from 'typebox'
import { type AnyRoute, Nothing } from '#contract/route.ts'
import { type Author } from './events.ts'
import { type Entry, newEntry } from './entries.ts'
import { idsInSchema } from './ids-in-schema.ts'

/** What came in, held against the contract. */
interface Input {
  params: unknown
  query: unknown
  body: unknown
}

/** How requests of one route are remembered. Worked out once, from the contract alone. */
export interface RouteAudit {
  action: string
  isList: boolean
  /** The entry of a request that was let in. */
  begin(author: Author, input: Input): Entry
  /** Adds what only the answer tells: the id of what was made, whose data it shows. */
  end(entry: Entry, reply: unknown): void
}

/** Beyond this many, a list of patients is remembered by their count and a hash of their ids. */
export const mostPatients = 200

/** Works out from a contract what its requests are remembered as: nothing is to be said in the route. */
export function auditOf(contract: AnyRoute): RouteAudit {
  const action = contract.action ?? actionOf(contract)
  const entity = entityOf(contract)
  const shape = shapeOf(contract.query)
  const ownId = entityTitle((contract.reply as Shaped).properties?.id)
  const patientIn = (['params', 'body'] as const).map((part) => ({
    part,
    find: idsInSchema(contract[part], 'patient'),
  }))
  const patientsIn = contract.health ? idsInSchema(contract.reply, 'patient') : undefined

  return {
    action,
    isList: isList(contract),
    begin: (author, input) => {
      const [patient] = [
        ...patientIn.reduce((found, { part, find }) => {
          find?.(input[part], found)
          return found
        }, new Set<string>()),
      ]
      const params = Object.entries((input.params ?? {}) as Record<string, string>)
      const entry = newEntry(author, action, {
        entity,
        entityId: params.at(-1)?.[1] ?? null,
        patientId: patient ?? null,
      })
      if (params.length > 1) entry.detail.params = Object.fromEntries(params)
      const query = shape(input.query)
      if (query) entry.detail.query = query
      return entry
    },
    end: (entry, reply) => {
      const { about } = entry
      if (ownId && !about.entityId) {
        const { id } = reply as { id: string }
        entry.about = { ...about, entityId: id, ...(ownId === 'patient' && { patientId: id }) }
      }
      if (!patientsIn) return
      const found = new Set<string>()
      patientsIn(reply, found)
      if (entry.about.patientId) found.delete(entry.about.patientId)
      if (found.size === 0) return
      // An original names its patient only in the answer.
      if (found.size === 1 && !entry.about.patientId && !isList(contract)) {
        entry.about.patientId = [...found][0]!
      } else if (found.size <= mostPatients) {
        entry.patients = [...found]
      } else {
        entry.detail.patients = summaryOf([...found])
      }
    },
  }
}

interface Shaped {
  title?: string
  type?: string | string[]
  enum?: unknown[]
  format?: string
  properties?: Record<string, Shaped>
}

/** The static parts of the address and what is done there: `patients.chart.read`, `members.deactivate`. */
function actionOf(contract: AnyRoute): string {
  const { method, url, creates } = contract
  const parts = url.split('/').filter((part) => part !== '' && !part.startsWith(':'))
  const words = parts.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, '_'))
  const verbs = { GET: isList(contract) ? 'list' : 'read', PUT: 'update', PATCH: 'update', DELETE: 'delete' }
  const verb = method === 'POST' ? (creates ? 'create' : undefined) : verbs[method]
  return [...words, ...(verb ? [verb] : [])].join('.')
}

/** What the last id in the address is of; without one, what the route makes, or the first word of the address. */
function entityOf({ url, params, reply }: AnyRoute): string {
  const last = /:(\w+)(?!.*:)/.exec(url)?.[1]
  const ofParam = last && entityTitle((params as Shaped | undefined)?.properties?.[last])
  const word = url.split('/')[1] ?? ''
  return ofParam || entityTitle((reply as Shaped).properties?.id) || singular(word.replace(/[^a-z]+/gi, '_'))
}

function isList({ reply }: AnyRoute): boolean {
  return reply !== Nothing && (reply as Shaped).properties?.items !== undefined
}

function entityTitle(schema: Shaped | undefined): string | undefined {
  return /^id of (.+)$/.exec(schema?.title ?? '')?.[1]
}

function singular(word: string): string {
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.replace(/s$/, '')
}

/** What was asked for, as far as it says nothing of anybody: of free text, how long it was. */
function shapeOf(schema: TSchema | undefined): (query: unknown) => Record<string, unknown> | undefined {
  const properties = Object.entries((schema as Shaped | undefined)?.properties ?? {})
  const isFree = new Set(
    properties
      .filter(([, { type, enum: words, format, title }]) => {
        const isText = type === 'string' || (Array.isArray(type) && type.includes('string'))
        return isText && !words && !format && !title
      })
      .map(([name]) => name),
  )
  return (query) => {
    const given = Object.entries((query ?? {}) as Record<string, unknown>).filter(
      ([name]) => name !== 'cursor',
    )
    if (given.length === 0) return undefined
    return Object.fromEntries(
      given.map(([name, value]) => [name, isFree.has(name) ? { characters: String(value).length } : value]),
    )
  }
}

function summaryOf(ids: readonly string[]) {
  const hash = createHash('sha256').update([...ids].sort().join('\n'))
  return { count: ids.length, sha256: hash.digest('hex') }
}
