import type { AnyTenantTx } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { type ChangedAccount, changeOwnedAccount, type OwnedLine } from './change-account.ts'
import { insertPosting } from './insert-posting.ts'
import { type Outcome, type Posted, Refused } from './outcomes.ts'
import { type Books, decideOnce, type Request } from './requests.ts'

export type Side = 'debit' | 'credit'

/** One side of a transaction: on an owned account by id, or on the tenant's system account of a kind. */
export interface Line {
  account: { id: string } | { system: string }
  side: Side
  /** Whole minor units, more than 0. */
  amountMinor: number
  currency: string
  /** On debits of owned accounts, and only there: when it is to be paid. */
  dueOn?: string
}

export interface NewTransaction extends Request {
  /** `purchase`, `payment`, `opening`: the area's word. */
  kind: string
  /** The day it counts for, in the tenant's zone. */
  effectiveOn: string
  memo?: string | null
  /** Where it came from: `counter`, `import`. */
  source: string
  lines: readonly Line[]
  /** The other half of a conversion, and the rate between them. */
  linkedId?: string
  rate?: string
  /** Passes limit and hold; who may is the area's to say. The reason is kept. */
  override?: { reason: string }
}

/**
 * Posts a transaction, once per id. Debits of an owned account are refused beyond its limit or on hold
 * (`credit_limit_exceeded`, `account_on_hold`), anything in a locked period (`period_locked`); credits never are.
 *
 * ```ts
 * const outcome = await postTransaction(tx, {
 *   id, kind: 'purchase', effectiveOn, source: 'counter',
 *   lines: [
 *     { account: { id: accountId }, side: 'debit', amountMinor: 45_000, currency: 'INR', dueOn },
 *     { account: { system: 'sales' }, side: 'credit', amountMinor: 45_000, currency: 'INR' },
 *   ],
 * })
 * ```
 *
 * Throws `not_found` for an account that is not there, `idempotency_key_reused` for an id that asked something else.
 */
export async function postTransaction(tx: AnyTenantTx, asked: NewTransaction): Promise<Outcome<Posted>> {
  assertSound(asked.lines)
  return decideOnce(tx, asked, async (books) => {
    assertOpen(books, asked.effectiveOn)
    return post(tx, asked, {
      unlimited: asked.override !== undefined,
      reason: asked.override?.reason ?? null,
    })
  })
}

interface PostingRules {
  /** Limit and hold are not asked. */
  unlimited: boolean
  reason: string | null
  reversesId?: string
  /** A hold that this posting uses up. */
  hold?: { accountId: string; amountMinor: number }
}

/** What every posting does, once it has been decided that it may. */
export async function post(
  tx: AnyTenantTx,
  transaction: Omit<NewTransaction, 'override'>,
  rules: PostingRules,
): Promise<Posted> {
  const owned = ownedLines(transaction.lines)
  const changed: ChangedAccount[] = []
  for (const line of owned) changed.push(await changeOwnedAccount(tx, line, rules))
  const balances = changed.map(({ accountId, balanceMinor, version }) => ({
    accountId,
    balanceMinor,
    version,
  }))
  const posted: Posted = { transactionId: transaction.id, balances }
  await insertPosting(tx, transaction, { posted, changed, ...rules })
  return posted
}

export function assertOpen({ lockedThrough }: Books, effectiveOn: string): void {
  if (lockedThrough !== null && effectiveOn <= lockedThrough) {
    throw new Refused({ code: 'period_locked', lockedThrough })
  }
}

/** The debit first, since it alone can be refused; then by id, so that two postings never wait for each other. */
function ownedLines(lines: readonly Line[]): OwnedLine[] {
  const owned = lines.filter((line): line is OwnedLine => 'id' in line.account)
  if (new Set(owned.map(({ account }) => account.id)).size < owned.length) {
    throw new Error('An account has one line in a transaction')
  }
  if (owned.filter(({ side }) => side === 'debit').length > 1) {
    throw new Error('A transaction debits one owned account at most')
  }
  return owned.toSorted((a, b) => order(a).localeCompare(order(b)))
}

const order = ({ side, account }: OwnedLine) => `${side === 'debit' ? 0 : 1} ${account.id}`

/**
 * Debits are credits, in each currency; a debit of an owned account says when it is due, so that what is open by age adds up
 * to the balance. Amounts come from people, all else from the areas.
 */
export function assertSound(lines: readonly Line[]): void {
  const sums = new Map<string, number>()
  for (const { account, side, dueOn } of lines) {
    if ('id' in account && (side === 'debit') !== (dueOn !== undefined)) {
      throw new Error('A debit of an owned account has a due day, and a credit has none')
    }
  }
  for (const { side, amountMinor, currency } of lines) {
    if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
      throw new DomainError('invalid_input', { field: 'amountMinor' })
    }
    sums.set(currency, (sums.get(currency) ?? 0) + (side === 'debit' ? amountMinor : -amountMinor))
  }
  if (lines.length < 2 || [...sums.values()].some((sum) => sum !== 0)) {
    throw new Error('The debits of a transaction are its credits')
  }
}
