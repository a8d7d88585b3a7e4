import { sql } from 'kysely'
import type { Asked, Sql } from './search-terms.ts'
import { prefixEnd, shortPrefix, typoLength, typoPatterns, typoPrefixes } from './search-words.ts'

/** How well a name fits, best first. */
const levels = [wholeWord, beginnings, innerParts, typingErrors]

/** Which words of the vocabulary lead to hits of a level, and what else their bearers must fulfil. */
interface Sought {
  words: Sql
  filter: Sql
}

/**
 * The first patients whose names fit, level by level. The branches of the union run one after the other until the
 * page is full: most searches never come to the later ones.
 */
export function nameHits(search: Asked): Sql | undefined {
  if (search.names.length === 0) return undefined
  const branches = levels.flatMap((soughtIn, level) => {
    const sought = level >= (search.after?.level ?? 0) ? soughtIn(search) : undefined
    return sought ? [bearersOf(search, level, sought)] : []
  })
  if (branches.length === 0) return undefined
  return sql`select level, sort_name, patient_id from (${sql.join(branches, sql` union all `)}) as branch
    limit ${search.limit}`
}

/** Of several words, whole ones sort before longer ones by themselves. */
function wholeWord({ names: [only, ...others] }: Asked): Sought | undefined {
  return others.length > 0 ? undefined : { words: sql`values (${only}::text)`, filter: sql`true` }
}

function beginnings(search: Asked): Sought {
  const [first = '', ...others] = search.names
  return {
    words: wordsThatBegin(search, first),
    filter: others.length > 0 ? likeAll(others, beginning) : sql`not ${likeAll([first], whole)}`,
  }
}

function innerParts(search: Asked): Sought {
  const [first = '', ...others] = search.names
  return {
    // A single word that begins so was a better hit; of several, one may begin and another stand inside.
    words:
      others.length > 0
        ? sql`${wordsWithPart(search, first)} union ${wordsThatBegin(search, first)}`
        : sql`${wordsWithPart(search, first)} group by word`,
    filter: sql`${likeAll(others, inside)} and not ${likeAll(search.names, beginning)}`,
  }
}

/** One letter other, missing, too many or swapped, in any of the words that are long enough. */
function typingErrors(search: Asked): Sought | undefined {
  const [first = '', ...others] = search.names
  if (!isLong(first)) return undefined
  const mistyped = wordsMistyped(search, first)
  const fits = others.map((term) =>
    isLong(term)
      ? sql`(${likeAll([term], inside)} or w.patient_id in (${bearersMistyped(search, term)}))`
      : likeAll([term], inside),
  )
  return {
    words:
      others.length > 0
        ? sql`${mistyped} union ${wordsThatBegin(search, first)} union ${wordsWithPart(search, first)}`
        : mistyped,
    filter: sql.join([sql`not ${likeAll(search.names, inside)}`, ...fits], sql` and `),
  }
}

/** Each word gives its first bearers out of the index in order; together they hold the first of all. */
function bearersOf({ tenantId, limit, after }: Asked, level: number, { words, filter }: Sought): Sql {
  const beyond =
    after?.level === level
      ? sql`and (w.sort_name, w.patient_id) > (${after.sortName}, ${after.id}::uuid)`
      : sql``
  return sql`(
    select distinct ${sql.lit(level)}::integer as level, bearer.sort_name, bearer.patient_id
    from (${words}) as vocabulary (word) cross join lateral (
      select w.sort_name, w.patient_id from clinic.patient_words w
      where w.tenant_id = ${tenantId} and w.word = vocabulary.word ${beyond} and ${filter}
      order by w.sort_name, w.patient_id limit ${limit}) as bearer
    order by sort_name, patient_id limit ${limit})`
}

function bearersMistyped(search: Asked, term: string): Sql {
  return sql`select bearer.patient_id from (${wordsMistyped(search, term)}) as mistyped (word) cross join lateral (
    select o.patient_id from clinic.patient_words o
    where o.tenant_id = ${search.tenantId} and o.word = mistyped.word offset 0) as bearer`
}

/** A beginning of one or two letters is a search word itself. */
function wordsThatBegin({ tenantId }: Asked, term: string): Sql {
  const letters = [...term].length
  if (letters === 1 || letters === 2) return sql`values (${shortPrefix(term, letters)}::text)`
  return sql`select word from clinic.name_tokens
    where tenant_id = ${tenantId} and token >= ${`=${term}`} and token < ${`=${term}${prefixEnd}`}`
}

function wordsWithPart({ tenantId }: Asked, term: string): Sql {
  return sql`select word from clinic.name_tokens
    where tenant_id = ${tenantId} and token >= ${term} and token < ${term + prefixEnd}`
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

const isLong = (term: string) => [...term].length >= typoLength

const whole = (term: string) => `% ${term} %`
const beginning = (term: string) => `% ${term}%`
export const inside = (term: string) => `%${term}%`

/** Terms hold no `%`, `_` or backslash: folding took punctuation away. */
export function likeAll(terms: string[], pattern: (term: string) => string): Sql {
  return sql`(' ' || w.sort_name || ' ') like all (${terms.map(pattern)}::text[])`
}
