import type { AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { asciiDigits } from '#contract/ascii-digits.ts'

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

/**
 * The condition that a customer `c` is meant by `q`: each of its words begins a token of his, and what is said of a place
 * (`T36 F19`, `36-19-04`) is where he lives.
 */
export function fits(tenantId: string, q: string): RawBuilder<unknown> {
  const text = asciiDigits(q.normalize('NFKC')).trim()
  const { place, rest } = placeIn(text)
  if (place) return sql`${livesAt(tenantId, place)} and ${fits(tenantId, rest)}`
  // An apartment or a phone in groups is one number: `36-19-4`, `98200 12345`.
  const grouped = /^[\d\s+/-]+$/.test(text) ? [text.replace(/\D/g, '')] : wordsOf(text)
  const words = grouped.filter((word) => word !== '').slice(0, 8)
  if (words.length === 0) return sql`true`
  const all = sql.join(
    words.map((word) => hasToken(tenantId, word)),
    sql` and `,
  )
  const groups = /^\d{1,4}(?:[\s/-]+\d{1,3}){1,2}$/.test(text) ? text.split(/[\s/-]+/).map(Number) : undefined
  if (!groups) return all
  const [tower, floor, unit] = groups
  return sql`(${all} or ${livesAt(tenantId, { tower, floor, unit })})`
}

type Place = { [part in 'tower' | 'floor' | 'unit']?: number | undefined }

/** What a customer is looked for by beside words: `T36`, `floor 19`. A letter alone or a name like Tara says nothing. */
function placeIn(text: string): { place: Place | undefined; rest: string } {
  const place: Place = {}
  const rest = text.replace(
    /(?<![\p{L}\p{N}])(t|tower|f|floor|u|unit)[\s.:-]*(\d{1,4})(?!\d)[\s,;/-]*/giu,
    (_, word: string, digits: string) => {
      place[partOf[word[0]!.toLowerCase() as keyof typeof partOf]] = Number(digits)
      return ' '
    },
  )
  return { place: Object.keys(place).length > 0 ? place : undefined, rest: rest.trim() }
}

const partOf = { t: 'tower', f: 'floor', u: 'unit' } as const

function hasToken(tenantId: string, word: string): RawBuilder<unknown> {
  return sql`exists (select from store.customer_tokens t where t.tenant_id = ${tenantId} and t.customer_id = c.id
        and t.token >= ${word} and t.token < ${`${word}\u{10ffff}`})`
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
