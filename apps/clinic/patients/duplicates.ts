import { type PreparedQuery, prepareQuery, type TenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { sortNameOf } from './names.ts'
import type { PatientTables } from './patients.tables.ts'
import { nameWordsOf, typoLength } from './search-words.ts'
import { type SummaryRow, summaryColumns } from './summaries.ts'

/** Who is being registered or edited, as far as it is known. */
interface Person {
  givenName: string
  familyName: string
  phone: string | null
  /** The first day of what is known. */
  birthDate: string | null
  /** Not his own duplicate. */
  except?: string | undefined
}

/** A phone that more patients than this share is the village's or the clinic's own. */
const mostHousehold = 50

/** The household, and those in it or elsewhere who may be the same person; in one statement. */
export async function selectSimilarPatients(db: TenantReader<PatientTables>, person: Person) {
  const { phone, birthDate, except } = person
  const sortNames = [sortNameOf(person), sortNameOf(swapped(person))].filter((name) => name !== '')
  const byName = sortNames.length > 0 && birthDate !== null
  if (!phone && !byName) return { household: [], duplicates: [] }
  const [oneName = '', otherName = oneName] = sortNames
  const query = similarQuery(Boolean(phone), byName, except !== undefined)
  const rows: SummaryRow[] = await db.query(query, { phone, birthDate, oneName, otherName, except })
  const household = rows.filter((row) => phone && row.phone === phone)
  return {
    household,
    duplicates: rows.filter((row) => !household.includes(row) || isSimilarName(row, person)),
  }
}

interface Sought {
  phone: string | null
  birthDate: string | null
  oneName: string
  otherName: string
  except: string | undefined
}

const similarQueries = new Map<string, PreparedQuery<PatientTables, Sought, SummaryRow>>()

/** Asked for each patient who is registered, so it is built once for each way to ask. */
function similarQuery(byPhone: boolean, byName: boolean, hasException: boolean) {
  const key = `${byPhone} ${byName} ${hasException}`
  const known = similarQueries.get(key)
  if (known) return known
  const made = prepareQuery<PatientTables, Sought>()((db, param) =>
    db
      .selectFrom('clinic.patients')
      .select(summaryColumns)
      .where(({ eb, or, and }) =>
        or([
          ...(byPhone ? [eb('phone', '=', param('phone'))] : []),
          ...(byName
            ? [
                and([
                  eb('sortName', 'in', [param('oneName'), param('otherName')]),
                  eb('birthDate', '=', param('birthDate')),
                ]),
              ]
            : []),
        ]),
      )
      .$if(hasException, (query) => query.where('id', '!=', param('except')!))
      .orderBy('sortName')
      .orderBy('id')
      .limit(sql.lit(mostHousehold)),
  )
  similarQueries.set(key, made)
  return made
}

type Names = Pick<Person, 'givenName' | 'familyName'>

/** Does each word of the shorter name stand in the longer one, but for a typing error or an initial? */
export function isSimilarName(one: Names, other: Names): boolean {
  const [shorter, longer] = [nameWordsOf(one), nameWordsOf(other)].sort((a, b) => a.length - b.length)
  if (!shorter || !longer || shorter.length === 0) return false
  return shorter.every((word) => longer.some((candidate) => isSameWord(word, candidate)))
}

function isSameWord(one: string, other: string): boolean {
  if (one === other) return true
  const [a, b] = [[...one], [...other]]
  if (a.length === 1 || b.length === 1) return a[0] === b[0]
  return a.length >= typoLength && b.length >= typoLength && isOneEdit(a, b)
}

/** One letter other, missing, too many, or two neighbours swapped. Whatever differs, differs first where they part. */
function isOneEdit(a: string[], b: string[]): boolean {
  const at = a.findIndex((letter, index) => letter !== b[index])
  if (at < 0) return b.length - a.length <= 1
  const tail = (letters: string[], from: number) => letters.slice(from).join('')
  return (
    tail(a, at + 1) === tail(b, at + 1) ||
    tail(a, at + 1) === tail(b, at) ||
    tail(a, at) === tail(b, at + 1) ||
    (a[at] === b[at + 1] && a[at + 1] === b[at] && tail(a, at + 2) === tail(b, at + 2))
  )
}

function swapped({ givenName, familyName }: Names): Names {
  return { givenName: familyName, familyName: givenName }
}
