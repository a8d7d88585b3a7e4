import { JsonRows } from '@tenantry/tenancy'
import { type AnyRoute, Nothing } from '#contract/route.ts'

/** A page whose items the kernel has written as JSON already (`db.json`). */
export interface WrittenPage<Item> {
  items: JsonRows<Item>
  next: string | null
}

/** What a handler may answer: the reply itself, or the same page with its items written. */
export type Answer<Reply> = Reply | (Reply extends { items: (infer Item)[] } ? WrittenPage<Item> : never)

/**
 * Makes what puts a written page together. The contract's schema writes every other answer, so that a column cannot leak;
 * this one leaves as it is, so its names are held against the contract, and what is not exactly the same is refused.
 */
export function writtenPagesOf(contract: AnyRoute): (page: WrittenPage<unknown>) => string {
  const names = namesOf(contract)
  // Pages of one query share their names' array only by chance, so what was found to fit is kept by its text.
  const fitting = new Set<string>()
  return ({ items, next }) => {
    const found = items.names.join()
    if (items.count > 0 && !fitting.has(found)) {
      if ([...items.names].sort().join() !== names) {
        throw new Error(`${contract.method} ${contract.url}: the rows are not what the contract promises`)
      }
      fitting.add(found)
    }
    return `{"items":[${items.json}],"next":${JSON.stringify(next)}}`
  }
}

export function isWrittenPage(answer: unknown): answer is WrittenPage<unknown> {
  return (answer as { items?: unknown } | undefined)?.items instanceof JsonRows
}

interface Shaped {
  properties?: Record<string, Shaped & { items?: Shaped }>
}

/** The names of an item's properties, sorted; undefined where the reply is no page of objects. */
function namesOf({ reply }: AnyRoute): string | undefined {
  if (reply === Nothing) return undefined
  const { properties = {} } = reply as Shaped
  const item = properties.items?.items?.properties
  return item && Object.keys(properties).sort().join() === 'items,next'
    ? Object.keys(item).sort().join()
    : undefined
}
