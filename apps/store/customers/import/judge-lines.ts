import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { sortNameOf } from '../customer-tokens.ts'
import type { LineProblem } from './import.contract.ts'
import type { ReadCustomer } from './read-line.ts'

/** A line by what is to be done with it. */
export interface Judged {
  fresh: ReadCustomer[]
  known: ReadCustomer[]
  problems: LineProblem[]
}

/** Finds lines that repeat an earlier one of the same file. */
export function findRepeated(customers: readonly ReadCustomer[]): Judged {
  const judged: Judged = { fresh: [], known: [], problems: [] }
  const byPhone = new Map<string, number>()
  const byPlace = new Map<string, ReadCustomer>()
  for (const customer of customers) {
    const { line, phone, name } = customer
    const place = `${sortNameOf(name)} ${numbersOf(customer).toSorted().join(' ')}`
    const namesake = byPlace.get(place)
    const earlier =
      (phone !== null && byPhone.get(phone)) ||
      (namesake && mayBeOne(phone, namesake.phone) ? namesake.line : undefined)
    if (earlier) {
      judged.problems.push({ line, field: null, code: 'same_as_line', value: name, hint: String(earlier) })
      continue
    }
    if (phone !== null) byPhone.set(phone, line)
    if (!namesake) byPlace.set(place, customer)
    judged.fresh.push(customer)
  }
  return judged
}

/**
 * Finds who is a customer already: the same phone and name; or the same name in the same apartment, where one of them has
 * no phone. A phone that is somebody else's is a problem.
 */
export async function findKnown(db: AnyTenantReader, customers: readonly ReadCustomer[]): Promise<Judged> {
  const there = await selectAlike(db, customers)
  const judged: Judged = { fresh: [], known: [], problems: [] }
  for (const customer of customers) {
    const { line, phone, name } = customer
    const sortName = sortNameOf(name)
    const holder = phone === null ? undefined : there.find((each) => each.phone === phone)
    if (holder && holder.sortName !== sortName) {
      judged.problems.push({ line, field: 'phone', code: 'phone_taken', value: phone!, hint: holder.name })
    } else if (holder || there.some((each) => each.sortName === sortName && isSame(customer, each))) {
      judged.known.push(customer)
    } else {
      judged.fresh.push(customer)
    }
  }
  return judged
}

interface Alike {
  name: string
  sortName: string
  phone: string | null
  numbers: string[]
}

function selectAlike(db: AnyTenantReader, customers: readonly ReadCustomer[]): Promise<Alike[]> {
  const phones = customers.map(({ phone }) => phone).filter((phone) => phone !== null)
  const sortNames = customers.map(({ name }) => sortNameOf(name))
  return db
    .raw<Alike>(
      sql`select c.name, c.sort_name, c.phone,
                 array(select o.number from store.occupancies o
                        where o.tenant_id = c.tenant_id and o.customer_id = c.id) as numbers
            from store.customers c
           where c.tenant_id = ${db.tenantId}
             and (c.phone = any(${phones}::text[]) or c.sort_name = any(${sortNames}::text[]))`,
    )
    .execute()
}

function isSame(customer: ReadCustomer, there: Alike): boolean {
  if (!mayBeOne(customer.phone, there.phone)) return false
  const numbers = numbersOf(customer)
  if (numbers.length === 0) return there.numbers.length === 0
  return numbers.some((number) => there.numbers.includes(number))
}

/** Two phones that differ are two people; whoever has none may be either. */
const mayBeOne = (one: string | null, other: string | null) => one === null || other === null || one === other

const numbersOf = ({ apartments }: ReadCustomer) => apartments.map(({ number }) => number)
