import { JsonRows } from '@tenantry/tenancy'
import type { TSchema } from 'typebox'

/** Finds the ids of one entity in a value, however deep its schema says that they stand. */
type FindIds = (value: unknown, found: Set<string>) => void

interface Node {
  title?: string
  type?: string | string[]
  properties?: Record<string, Node>
  items?: Node
  anyOf?: Node[]
  allOf?: Node[]
  additionalProperties?: Node | boolean
}

/**
 * Makes a finder of the ids of an entity (`idOf('patient')`) from the schema of a reply or a body, so that a list need
 * not say whom it shows. Without such an id in the schema there is none.
 */
export function idsInSchema(schema: TSchema | undefined, entity: string): FindIds | undefined {
  return schema && finderOf(schema as Node, `id of ${entity}`)
}

function finderOf(node: Node, title: string): FindIds | undefined {
  if (node.title === title) {
    return (value, found) => {
      if (typeof value === 'string') found.add(value)
    }
  }
  const finders: FindIds[] = []
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    const inside = finderOf(property, title)
    if (inside)
      finders.push((value, found) => inside((value as Record<string, unknown> | null)?.[name], found))
  }
  const each = node.items && finderOf(node.items, title)
  if (each) {
    const columns = columnsTitled(node.items!, title)
    finders.push((value, found) => {
      if (Array.isArray(value)) for (const item of value) each(item, found)
      // Rows that were never objects have kept these columns, or refuse here.
      else if (value instanceof JsonRows) {
        if (!columns) throw new Error(`rows written as JSON hide an ${title}`)
        for (const name of columns) for (const id of value.values(name)) found.add(id)
      }
    })
  }
  for (const part of [...(node.anyOf ?? []), ...(node.allOf ?? [])]) {
    const inside = finderOf(part, title)
    if (inside) finders.push(inside)
  }
  const { additionalProperties: rest } = node
  const others = typeof rest === 'object' ? finderOf(rest, title) : undefined
  if (others) {
    finders.push((value, found) => {
      if (typeof value === 'object' && value) for (const item of Object.values(value)) others(item, found)
    })
  }
  if (finders.length === 0) return undefined
  return (value, found) => {
    if (value === null || value === undefined) return
    for (const find of finders) find(value, found)
  }
}

/** The properties of an item that are such ids; undefined where some lie deeper. */
function columnsTitled(item: Node, title: string): string[] | undefined {
  const properties = Object.entries(item.properties ?? {})
  const found = properties.filter(([, property]) => finderOf(property, title))
  return found.every(([, property]) => property.title === title) ? found.map(([name]) => name) : undefined
}
