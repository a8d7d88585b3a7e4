import type { TenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { likeAll, inside, nameHits } from './name-search.ts'
import { countryOf } from './phone.ts'
import type { PatientTables } from './patients.tables.ts'
import { type Asked, type Place, parseSearch, type Sql } from './search-terms.ts'
import { prefixEnd } from './search-words.ts'
import type { SummaryRow } from './summaries.ts'

type Hit = SummaryRow & Place

interface Search {
  q: string
  limit: number
  after: Place | undefined
}

/** The patients who fit, best first, in one statement. */
export async function searchPatients(db: TenantReader<PatientTables>, search: Search): Promise<Hit[]> {
  const statement = searchStatement(db, search)
  return statement ? db.raw(statement).execute() : []
}

/** The statement of a search; `undefined` where nothing was asked that anybody could be found by. */
export function searchStatement(
  { tenant, tenantId }: Pick<TenantReader<PatientTables>, 'tenant' | 'tenantId'>,
  { q, limit, after }: Search,
): RawBuilder<Hit> | undefined {
  const terms = parseSearch(q, countryOf(tenant.locale))
  const hits = hitsOf({ ...terms, tenantId, limit: sql.lit(limit), after })
  // `offset 0`: each hit is looked up. A plan for tenants of every size would read all patients of a big one in a pool of small ones.
  return (
    hits &&
    sql<Hit>`
      with hits as materialized (${hits})
      select h.level, h.sort_name, p.id, p.number, p.given_name, p.family_name, p.sex, p.birth_date,
        p.birth_precision, p.birth_estimated, p.phone, p.deceased, p.created_at, p.updated_at
      from hits h cross join lateral (
        select o.* from clinic.patients o where o.tenant_id = ${tenantId} and o.id = h.patient_id offset 0) as p
      order by h.level, h.sort_name, h.patient_id`
  )
}

function hitsOf(search: Asked): Sql | undefined {
  if (search.number) return numberHits(search, search.number)
  if (search.digits.length > 0) return digitHits(search)
  return nameHits(search)
}

/** Few patients share many digits, so all of them are found and sorted. */
function digitHits({ tenantId, digits, names, limit, after }: Asked): Sql {
  const beyond = after
    ? sql`where (level, sort_name, patient_id) > (${after.level}, ${after.sortName}, ${after.id}::uuid)`
    : sql``
  return sql`
    select level, sort_name, patient_id from (
      select min(case when w.word = sought.first then 0 else 1 end) as level, w.sort_name, w.patient_id
      from unnest(${digits.map(({ from }) => from)}::text[], ${digits.map(({ to }) => to)}::text[])
        as sought (first, last) cross join lateral (
        select o.word, o.sort_name, o.patient_id from clinic.patient_words o
        where o.tenant_id = ${tenantId} and o.word >= sought.first and o.word <= sought.last offset 0) as w
      where ${likeAll(names, inside)}
      group by w.sort_name, w.patient_id) as met ${beyond}
    order by level, sort_name, patient_id limit ${limit}`
}

function numberHits({ tenantId, names, limit, after }: Asked, number: string): Sql {
  const beyond = after ? sql`and w.number > ${after.sortName}` : sql``
  return sql`
    select 0 as level, w.number as sort_name, w.id as patient_id from clinic.patients w
    where w.tenant_id = ${tenantId} and w.number >= ${number} and w.number < ${number + prefixEnd}
      and ${likeAll(names, inside)} ${beyond}
    order by w.number limit ${limit}`
}
