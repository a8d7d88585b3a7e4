import { sql } from 'kysely'
import type { Asked, Sql } from './search-terms.ts'
import { prefixEnd, shortPrefix, typoLength, typoPatterns, typoPrefixes } from './search-words.ts'

/** How well a name fits, best first. */
const levels = { wholeWord: 0, beginning: 1, part: 2, typingError: 3 } as const
type Level = (typeof levels)[keyof typeof levels]

/**
 * The first patients whose names fit, level by level. The branches of the union run one after the other until the
 * page is full: most searches never come to the later ones.
 */
export function nameHits(search: Asked): Sql | undefined {
  const [first = '', ...others] = search.names
  if (first === '') return undefined
  const branches = Object.values(levels)
    .filter((level) => level >= (search.after?.level ?? 0))
    // Of several words, whole ones sort before longer ones by themselves.
    .filter((level) => level !== levels.wholeWord || others.length === 0)
    .filter((level) => level !== levels.typingError || isLong(first))
    .map((level) => bearersOf(search, level))
  if (branches.length === 0) return undefined
  return sql`select level, sort_name, patient_id from (${sql.join(branches, sql` union all `)}) as branch
    limit ${search.limit}`
}

/**
 * Those whose name fits at a level and at no better one. Each word gives its first bearers out of the index in order;
 * together they hold the first of all. Where the clinic knows no word for one of the others, nobody is looked at.
 */
function bearersOf(search: Asked, level: Level): Sql {
  const { tenantId, limit, after } = search
  const [first = '', ...others] = search.names
  const words = wordsAt(search, level, first)
  const conditions = [
    ...(after?.level === level
      ? [sql`(w.sort_name, w.patient_id) > (${after.sortName}, ${after.id}::uuid)`]
      : []),
    ...others.map((term) => fitsAt(search, level, term)),
    ...(level === levels.wholeWord ? [] : [sql`not ${fitsBetter(search.names, level)}`]),
  ]
  const known = others
    .filter((term) => !isShort(term))
    .map((term) => sql`(${sql.join(wordsAt(search, level, term).map(exists), sql` or `)})`)
  return sql`(
    select distinct ${sql.lit(level)}::integer as level, bearer.sort_name, bearer.patient_id
    from (${others.length > 0 ? sql.join(words, sql` union `) : words[0]}) as vocabulary (word) cross join lateral (
      select w.sort_name, w.patient_id from clinic.patient_words w
      where ${sql.join([sql`w.tenant_id = ${tenantId} and w.word = vocabulary.word`, ...conditions], and)}
      order by w.sort_name, w.patient_id limit ${limit}) as bearer
    ${known.length > 0 ? sql`where ${sql.join(known, and)}` : sql``}
    order by sort_name, patient_id limit ${limit})`
}

/**
 * The words that a term may stand for. The first of these are a level's own; of several terms one may fit better than
 * the others.
 */
function wordsAt(search: Asked, level: Level, term: string): Sql[] {
  if (level === levels.wholeWord) return [sql`values (${term}::text)`]
  return [
    ...(level === levels.typingError && isLong(term) ? [wordsMistyped(search, term)] : []),
    ...(level >= levels.part ? [wordsWithPart(search, term)] : []),
    wordsThatBegin(search, term),
  ]
}

function fitsAt(search: Asked, level: Level, term: string): Sql {
  if (level === levels.beginning) return likeAll([term], beginning)
  if (level === levels.part || !isLong(term)) return likeAll([term], inside)
  return sql`(${likeAll([term], inside)} or w.patient_id in (${bearersMistyped(search, term)}))`
}

/** Was it a hit of the level before? */
function fitsBetter(terms: string[], level: Level): Sql {
  if (level === levels.typingError) return likeAll(terms, inside)
  if (level === levels.part) return likeAll(terms, beginning)
  return terms.length === 1 ? likeAll(terms, whole) : sql`false`
}

function bearersMistyped(search: Asked, term: string): Sql {
  return sql`select bearer.patient_id from (${wordsMistyped(search, term)}) as mistyped (word) cross join lateral (
    select o.patient_id from clinic.patient_words o
    where o.tenant_id = ${search.tenantId} and o.word = mistyped.word offset 0) as bearer`
}

/** A beginning of one or two letters is a search word itself. */
function wordsThatBegin({ tenantId }: Asked, term: string): Sql {
  if (isShort(term)) return sql`values (${shortPrefix(term, [...term].length === 1 ? 1 : 2)}::text)`
  return sql`select word from clinic.name_tokens
    where tenant_id = ${tenantId} and token >= ${`=${term}`} and token < ${`=${term}${prefixEnd}`}`
}

function wordsWithPart({ tenantId }: Asked, term: string): Sql {
  return sql`select word from clinic.name_tokens
    where tenant_id = ${tenantId} and token >= ${term} and token < ${term + prefixEnd} group by word`
}

// `offset 0` keeps PostgreSQL from joining the other way round: by its guess it would read the tenant's whole
// vocabulary once instead of a dozen short ranges. Both bounds are values, since `||` is not leakproof and a bound made
// by it would not reach the index behind row security.
function wordsMistyped({ tenantId }: Asked, term: string): Sql {
  const prefixes = typoPrefixes(term)
  return sql`select near.word
    from unnest(${prefixes}::text[], ${prefixes.map((prefix) => prefix + prefixEnd)}::text[]) as sought (first, last)
    cross join lateral (
      select t.word from clinic.name_tokens t
      where t.tenant_id = ${tenantId} and t.token >= sought.first and t.token < sought.last offset 0) as near
    where near.word like any (${typoPatterns(term)}::text[]) group by near.word`
}

const and = sql` and `
const exists = (words: Sql) => sql`exists (${words})`

const isShort = (term: string) => [...term].length <= 2
const isLong = (term: string) => [...term].length >= typoLength

const whole = (term: string) => `% ${term} %`
const beginning = (term: string) => `% ${term}%`
export const inside = (term: string) => `%${term}%`

/** Terms hold no `%`, `_` or backslash: folding took punctuation away. */
export function likeAll(terms: string[], pattern: (term: string) => string): Sql {
  return sql`(' ' || w.sort_name || ' ') like all (${terms.map(pattern)}::text[])`
}
