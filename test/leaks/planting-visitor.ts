import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { AnyRoute } from '#contract/route.ts'
import type { Visitor } from '../deployment.ts'
import { jsonRequests } from '../json-requests.ts'
import type { Canaries } from './canaries.ts'

/** What lets somebody in is kept as it is: it is swept for elsewhere, and must fit. */
const kept = /password|token|secret|code|account|sender|slug|zone|locale|currency|language|country/i

/** A visitor whose every request carries words of its own in each text that its route takes. */
export function plantingVisitor(visitor: Visitor, routes: readonly AnyRoute[], canaries: Canaries): Visitor {
  const request: Visitor['request'] = async (options) => {
    const contract = routeOf(routes, options.method ?? 'GET', options.url)
    const schema = contract?.body
    if (schema && typeof options.payload === 'string') {
      const where = `${contract.method} ${contract.url}`
      const body: unknown = JSON.parse(options.payload)
      for (const alsoMissing of [true, false]) {
        const planted = plantIn(schema, body, { where, canaries, alsoMissing })
        const answer = await visitor.request({ ...options, payload: JSON.stringify(planted) })
        if (answer.statusCode < 400) return answer
      }
    }
    return visitor.request(options)
  }
  return { ...visitor, request, ...jsonRequests(request) }
}

function routeOf(routes: readonly AnyRoute[], method: string, url: string): AnyRoute | undefined {
  const [path = ''] = url.split('?')
  const fits = (route: AnyRoute) =>
    route.method === method && new RegExp(`^${route.url.replace(/:\w+/g, '[^/]+')}$`).test(path)
  // `/patients/duplicates` is not the patient `duplicates`.
  return routes.filter(fits).sort((a, b) => a.url.split(':').length - b.url.split(':').length)[0]
}

interface Planting {
  where: string
  canaries: Canaries
  /** Fills in what the body leaves out, too. */
  alsoMissing: boolean
}

function plantIn(schema: TSchema, body: unknown, planting: Planting): unknown {
  let planted = structuredClone(body)
  for (const { path, text } of textsOf(schema, body, planting.alsoMissing)) {
    const word = planting.canaries.plant(`${planting.where} ${path.join('.')}`)
    const value = text.includes('@') ? `${word}@example.org` : text ? `${text} ${word}` : word
    const changed = withAt(planted, path, value)
    if (Value.Check(schema, changed)) planted = changed
  }
  return planted
}

interface Property extends TSchema {
  type?: string | string[]
  title?: string
  properties?: Record<string, Property>
  enum?: unknown[]
  format?: string
  pattern?: string
}

/** The texts of a body, and where each is. */
function textsOf(
  schema: Property,
  body: unknown,
  alsoMissing: boolean,
  path: string[] = [],
): { path: string[]; text: string }[] {
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const value = (body as Record<string, unknown>)[name]
    const at = [...path, name]
    if (property.properties) return textsOf(property, value, alsoMissing, at)
    const isText = [property.type].flat().includes('string') && !property.enum && !property.format
    if (!isText || kept.test(name) || property.title) return []
    if (typeof value === 'string') return [{ path: at, text: value }]
    const isFree = property.pattern === undefined || property.pattern === '\\S'
    return alsoMissing && isFree && value === undefined ? [{ path: at, text: '' }] : []
  })
}

function withAt(body: unknown, [name = '', ...rest]: string[], value: string): unknown {
  const record = body as Record<string, unknown>
  return { ...record, [name]: rest.length > 0 ? withAt(record[name], rest, value) : value }
}
