import type { AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { type Place, readSearch, tokensOf, wordsOf } from './search-words.ts'

/** What lists are sorted by. */
export function sortNameOf(name: string): string {
  return [...wordsOf(name).join(' ')].slice(0, 120).join('') || '~'
}

/** Replaces what a customer is found by. */
export async function replaceTokens(
  tx: AnyTenantTx,
  customerId: string,
  findable: Parameters<typeof tokensOf>[0],
) {
  await tx
    .raw(
      sql`delete from store.customer_tokens where tenant_id = ${tx.tenantId} and customer_id = ${customerId}`,
    )
    .execute()
  const tokens = tokensOf(findable)
  if (tokens.length === 0) return
  const rows = tokens.map((token) => sql`(${tx.tenantId}, ${token}, ${customerId})`)
  await tx
    .raw(sql`insert into store.customer_tokens (tenant_id, token, customer_id) values ${sql.join(rows)}`)
    .execute()
}

/** The condition that a customer `c` is meant by what was typed. */
export function fits(tenantId: string, typed: string): RawBuilder<unknown> {
  const { place, words, orPlace } = readSearch(typed)
  const named =
    words.length === 0
      ? sql`true`
      : sql.join(
          words.map((word) => hasToken(tenantId, word)),
          sql` and `,
        )
  const found = orPlace ? sql`(${named} or ${livesAt(tenantId, orPlace)})` : named
  return place ? sql`${livesAt(tenantId, place)} and ${found}` : found
}

/** The condition that the customer `c` lives in a tower, on a floor, in a unit, as far as they are given. */
export function livesAt(tenantId: string, place: Place): RawBuilder<unknown> {
  const conditions = Object.entries(place)
    .filter(([, value]) => value !== undefined)
    .map(([part, value]) => sql`${sql.ref(`o.${part}`)} = ${value}`)
  if (conditions.length === 0) return sql`true`
  return sql`exists (select from store.occupancies o where o.tenant_id = ${tenantId} and o.customer_id = c.id
        and ${sql.join(conditions, sql` and `)})`
}

function hasToken(tenantId: string, word: string): RawBuilder<unknown> {
  return sql`exists (select from store.customer_tokens t where t.tenant_id = ${tenantId} and t.customer_id = c.id
        and t.token >= ${word} and t.token < ${`${word}\u{10ffff}`})`
}
