import type { ControlReader, TenantTx } from '@tenantry/tenancy'
import { type ColumnType, sql } from 'kysely'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'

export interface PeopleTables {
  'core.people': {
    tenantId: ColumnType<string, never, never>
    /** The member's. */
    id: string
    name: string
    /** Since when he is called so. */
    namedAt: ColumnType<string, string | undefined, unknown>
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
}

interface Person {
  id: string
  name: string
  namedAt: string
}

/** Makes sure that a member's row is there, for what refers to it. That his name is true is a job's to see to. */
export async function keepPerson(
  tx: TenantTx<PeopleTables>,
  { id, name }: Pick<Person, 'id' | 'name'>,
): Promise<void> {
  await tx
    .insertInto('core.people')
    .values({ id, name })
    .onConflict((conflict) => conflict.columns(['tenantId', 'id']).doNothing())
    .execute()
}

const mostAtOnce = 500

/** Keeps members' names beside the tenant's rows, for what refers to them and is printed. */
export async function keepPeople(tx: TenantTx<PeopleTables>, people: readonly Person[]): Promise<void> {
  for (let at = 0; at < people.length; at += mostAtOnce) {
    await tx
      .insertInto('core.people')
      .values(people.slice(at, at + mostAtOnce).map(({ id, name, namedAt }) => ({ id, name, namedAt })))
      .onConflict((conflict) =>
        conflict
          .columns(['tenantId', 'id'])
          .doUpdateSet({
            name: sql`excluded.name`,
            namedAt: sql`excluded.named_at`,
            updatedAt: sql`now()`,
          })
          .where(sql<boolean>`people.named_at < excluded.named_at`),
      )
      .execute()
  }
}

/** A tenant's members by name, as the control database knows them; all of them, or some. */
export function listPeople(
  db: ControlReader<IdentityTables>,
  tenantId: string,
  memberIds?: readonly string[],
): Promise<Person[]> {
  let query = db
    .selectFrom('control.members as member')
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .select(['member.id', 'account.name', 'account.updatedAt as namedAt'])
    .where('member.tenantId', '=', tenantId)
    .orderBy('member.id')
  if (memberIds) query = query.where('member.id', 'in', memberIds)
  return query.execute()
}
