import type { AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'

interface Findable {
  name: string
  phone: string | null
  numbers: readonly string[]
}

/** Beyond it a word is cut: nobody types that far. */
const longest = 40

/** The words of a name, folded: `Ravi KUMĀR` is `ravi`, `kumar`. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, (mark) => (/[\u0300-\u036f]/.test(mark) ? '' : mark))
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, longest).join(''))
}

/** What lists are sorted by. */
export function sortNameOf(name: string): string {
  return [...wordsOf(name).join(' ')].slice(0, 120).join('') || '~'
}

/** Replaces what a customer is found by. A phone is found by its own beginning and by that of its last ten digits. */
export async function replaceTokens(tx: AnyTenantTx, customerId: string, { name, phone, numbers }: Findable) {
  await tx
    .raw(
      sql`delete from store.customer_tokens where tenant_id = ${tx.tenantId} and customer_id = ${customerId}`,
    )
    .execute()
  const digits = phone?.replace('+', '') ?? ''
  const phones = digits ? [digits, digits.slice(-10), digits.slice(-4)] : []
  const tokens = [...new Set([...wordsOf(name), ...numbers, ...phones])]
  if (tokens.length === 0) return
  const rows = tokens.map((token) => sql`(${tx.tenantId}, ${token}, ${customerId})`)
  await tx
    .raw(sql`insert into store.customer_tokens (tenant_id, token, customer_id) values ${sql.join(rows)}`)
    .execute()
}

/** The condition that every word of `q` begins a token of the customer `c`. */
export function fits(tenantId: string, q: string): RawBuilder<unknown> {
  // An apartment or a phone in groups is one number: `36-19-4`, `98200 12345`.
  const grouped = /^[\d\s+/-]+$/.test(q.trim()) ? [q.replace(/\D/g, '')] : wordsOf(q)
  const words = grouped.filter((word) => word !== '').slice(0, 8)
  if (words.length === 0) return sql`true`
  return sql.join(
    words.map(
      (
        word,
      ) => sql`exists (select from store.customer_tokens t where t.tenant_id = ${tenantId} and t.customer_id = c.id
        and t.token >= ${word} and t.token < ${`${word}\u{10ffff}`})`,
    ),
    sql` and `,
  )
}
