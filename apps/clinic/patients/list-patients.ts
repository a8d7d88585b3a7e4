import { type PreparedQuery, prepareQuery, type TenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import type { WrittenPage } from '#platform/http/written-list.ts'
import type { PatientSort, PatientSummary } from './patients.contract.ts'
import type { PatientTables } from './patients.tables.ts'
import { searchPatients } from './search.ts'
import { summaryOf, writtenSummary } from './summaries.ts'

type Reader = TenantReader<PatientTables>

interface Asked {
  q?: string | undefined
  sort?: PatientSort | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

interface Page {
  items: PatientSummary[]
  next: string | null
}

/** A page of all patients, written as JSON already, or of those who fit `q`; one statement either way. */
export function listPatients(
  db: Reader,
  { q, sort = 'name', limit = 50, cursor }: Asked,
): Promise<Page | WrittenPage<PatientSummary>> {
  return q?.trim() ? searchPage(db, { q, limit, cursor }) : sortedPage(db, { sort, limit, cursor })
}

/** The columns of each order; the last makes it total. Ids are made in the order of registration. */
const orders = {
  name: ['sortName', 'id'],
  registered: ['id'],
  updated: ['updatedAt', 'id'],
} as const

const kinds = { sortName: 'text', id: 'uuid', updatedAt: 'time' } as const

async function sortedPage(
  db: Reader,
  { sort, limit, cursor }: { sort: PatientSort; limit: number; cursor: string | undefined },
): Promise<WrittenPage<PatientSummary>> {
  const columns = columnsOf(sort)
  const kindsOfCursor = columns.map((column) => kinds[column])
  const [first = '', second = ''] = cursor ? decodeCursor(cursor, sort, kindsOfCursor) : []
  const query = pageQuery(sort, limit, cursor !== undefined)
  const options = { limit, hidden: ['sortName'], kept: ['id'], cursor: columns } as const
  const items = await db.json(query, { first, second }, options)
  const { more, last } = items
  return { items, next: more ? encodeCursor([sort, ...columns.map((column) => last![column]!)]) : null }
}

const columnsOf = (sort: PatientSort) => orders[sort.replace('-', '') as keyof typeof orders] // the contract allows no other

type PageQuery = PreparedQuery<
  PatientTables,
  { first: string; second: string },
  PatientSummary & { sortName: string }
>
const pageQueries = new Map<string, PageQuery>()

/** The page after `first` and `second`, or the first page. The limit stands in the text, so that its plan is kept. */
function pageQuery(sort: PatientSort, limit: number, continued: boolean): PageQuery {
  const key = `${sort} ${limit} ${continued}`
  const known = pageQueries.get(key)
  if (known) return known
  const downwards = sort.startsWith('-')
  const columns = columnsOf(sort)
  const build: PageQuery['build'] = (db, param) => {
    // One more than asked for: it tells whether there is another page.
    let query = db
      .selectFrom('clinic.patients')
      .select(writtenSummary)
      .select('sortName')
      .limit(sql.lit(limit + 1))
    for (const column of columns) query = query.orderBy(column, downwards ? 'desc' : 'asc')
    if (!continued) return query
    return query.where(({ eb, refTuple, tuple }) => {
      const [first, second] = columns
      const beyond = downwards ? '<' : '>'
      if (!second) return eb(first, beyond, param('first'))
      return eb(refTuple(first, second), beyond, tuple(param('first'), param('second')))
    })
  }
  const made = prepareQuery<PatientTables, { first: string; second: string }>()(build, { shows: 'id' })
  pageQueries.set(key, made)
  return made
}

async function searchPage(
  db: Reader,
  { q, limit, cursor }: { q: string; limit: number; cursor: string | undefined },
): Promise<Page> {
  const place = cursor ? decodeCursor(cursor, 'search', ['integer', 'text', 'uuid']) : undefined
  const after = place && { level: place[0], sortName: place[1], id: place[2] }
  const hits = await searchPatients(db, { q, limit: limit + 1, after })
  return pageOf(hits, limit, (hit) => encodeCursor(['search', hit.level, hit.sortName, hit.id]))
}

function pageOf<Row extends Parameters<typeof summaryOf>[0]>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): Page {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(summaryOf), next: last ? cursorOf(last) : null }
}
