import { createHash } from 'node:crypto'
import { type AnyTenantReader, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'

/** Whose an account is: `{ kind: 'store.customer', id }`. */
interface Owner {
  kind: string
  id: string
}

/** An owned account. Amounts are minor units of its currency. */
interface Account {
  id: string
  kind: string
  ownerId: string
  currency: string
  /** Debits minus credits: negative is money in the owner's favour. */
  balanceMinor: number
  pendingMinor: number
  /** Null: no limit. */
  creditLimitMinor: number | null
  /** What may still be taken on credit; null without a limit. */
  availableMinor: number | null
  onHold: boolean
  version: number
}

/** Opens an owner's account in one currency, or answers the one there is. */
export async function openAccount(
  tx: AnyTenantTx,
  given: { owner: Owner; kind: string; currency: string; creditLimitMinor: number | null },
): Promise<string> {
  const { owner, kind, currency, creditLimitMinor } = given
  await tx
    .raw(
      sql`insert into core.ledger_books (tenant_id) values (${tx.tenantId}) on conflict (tenant_id) do nothing`,
    )
    .execute()
  const [opened] = await tx
    .raw<{ id: string }>(
      sql`insert into core.ledger_accounts (tenant_id, id, kind, owner_kind, owner_id, currency, credit_limit_minor)
          values (${tx.tenantId}, ${newId()}, ${kind}, ${owner.kind}, ${owner.id}, ${currency}, ${creditLimitMinor})
          on conflict (tenant_id, owner_kind, owner_id, kind, currency) do nothing returning id`,
    )
    .execute()
  if (opened) return opened.id
  const [there] = await listAccounts(tx, owner).then((all) =>
    all.filter((each) => each.kind === kind && each.currency === currency),
  )
  if (!there) throw new Error('The account is neither new nor known')
  return there.id
}

/** The accounts of one owner, one per kind and currency. */
export function listAccounts(db: AnyTenantReader, owner: Owner): Promise<Account[]> {
  return db
    .raw<Account>(
      sql`select ${accountColumns} from core.ledger_accounts account
          where tenant_id = ${db.tenantId} and owner_kind = ${owner.kind} and owner_id = ${owner.id}
          order by currency, kind`,
    )
    .execute()
}

/** The id of an owner's account as an expression, for a query that asks more of it; null where there is no such account. */
export function accountIdOf(
  tenantId: string,
  { owner, kind, currency }: { owner: Owner; kind: string; currency: string },
): RawBuilder<unknown> {
  return sql`(select id from core.ledger_accounts
      where tenant_id = ${tenantId} and owner_kind = ${owner.kind} and owner_id = ${owner.id} and kind = ${kind}
        and currency = ${currency})`
}

/** Throws `not_found`. */
export function getAccount(db: AnyTenantReader, id: string): Promise<Account> {
  return readAccount(db, id, sql``)
}

/** The same, and nobody changes it until the transaction ends. */
export function lockAccount(tx: AnyTenantTx, id: string): Promise<Account> {
  return readAccount(tx, id, sql`for update`)
}

async function readAccount(db: AnyTenantReader, id: string, lock: RawBuilder<unknown>): Promise<Account> {
  const [account] = await db
    .raw<Account>(
      sql`select ${accountColumns} from core.ledger_accounts account
          where tenant_id = ${db.tenantId} and id = ${id} and owner_id is not null ${lock}`,
    )
    .execute()
  if (!account) throw new DomainError('not_found')
  return account
}

const accountColumns = sql`id, kind, owner_id, currency, debits_posted - credits_posted as balance_minor,
  debits_pending as pending_minor, credit_limit_minor,
  credit_limit_minor - (debits_posted - credits_posted) - debits_pending as available_minor, on_hold, version`

/** A limit below the balance stops new debits and changes nothing that was posted. Throws `not_found`. */
export async function setCreditLimit(
  tx: AnyTenantTx,
  id: string,
  creditLimitMinor: number | null,
): Promise<void> {
  const changed = await tx
    .raw(
      sql`update core.ledger_accounts set credit_limit_minor = ${creditLimitMinor}
          where tenant_id = ${tx.tenantId} and id = ${id} and owner_id is not null returning id`,
    )
    .execute()
  if (changed.length === 0) throw new DomainError('not_found')
}

/** On hold, an account takes no debits; it can always be paid. Throws `not_found`. */
export async function setOnHold(tx: AnyTenantTx, id: string, onHold: boolean): Promise<void> {
  const changed = await tx
    .raw(
      sql`update core.ledger_accounts set on_hold = ${onHold}
          where tenant_id = ${tx.tenantId} and id = ${id} and owner_id is not null returning id`,
    )
    .execute()
  if (changed.length === 0) throw new DomainError('not_found')
}

/**
 * The id of a tenant's system account: worked out, not looked up, so that a posting needs no query for it. A UUID of
 * version 8 (RFC 9562, section 5.8) from a hash.
 */
export function systemAccountId(tenantId: string, kind: string, currency: string): string {
  const hash = createHash('sha256').update(`ledger ${tenantId} ${kind} ${currency}`).digest()
  hash[6] = (hash[6]! & 0x0f) | 0x80
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
