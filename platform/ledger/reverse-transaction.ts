import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Outcome, type Posted, Refused } from './outcomes.ts'
import { assertOpen, type Line, post, type Side } from './post-transaction.ts'
import { decideOnce, type Request } from './requests.ts'

/** The id is that of the transaction that reverses. */
interface Reversal extends Request {
  reversesId: string
  reason: string
  /** Not before the day of what it reverses: that day is taken where this is earlier. */
  effectiveOn: string
  source: string
}

interface ReversedLine {
  kind: string
  effectiveOn: string
  isReversal: boolean
  isConversion: boolean
  accountId: string
  accountKind: string
  owned: boolean
  side: Side
  amountMinor: number
  currency: string
  dueOn: string | null
}

/**
 * Posts the opposite of a transaction, at most once; the first stays as it was. Never refused by limit or hold. Refused
 * with `already_reversed`, with `not_reversible` for a reversal, and with `conversion_not_reversible` for half a conversion: the
 * other half would stand, so that it is converted back. Throws `not_found`.
 */
export async function reverseTransaction(tx: AnyTenantTx, asked: Reversal): Promise<Outcome<Posted>> {
  return decideOnce(tx, asked, async (books) => {
    const lines = await lockReversed(tx, asked.reversesId)
    const [first] = lines
    if (!first) throw new DomainError('not_found')
    if (first.isReversal) throw new Refused({ code: 'not_reversible' })
    if (first.isConversion) throw new Refused({ code: 'conversion_not_reversible' })
    if (await isReversed(tx, asked.reversesId)) throw new Refused({ code: 'already_reversed' })
    const effectiveOn = asked.effectiveOn < first.effectiveOn ? first.effectiveOn : asked.effectiveOn
    assertOpen(books, effectiveOn)
    const { id, source, reversesId, reason } = asked
    // Of the same kind, so that a day's purchases are what was bought less what was taken back.
    const transaction = { id, kind: first.kind, effectiveOn, source, lines: lines.map(opposite) }
    return post(tx, transaction, { unlimited: true, reason, reversesId })
  })
}

/** The lines of what is to be reversed, with its owned accounts locked: of two reversals one sees the other. */
async function lockReversed(tx: AnyTenantTx, transactionId: string): Promise<ReversedLine[]> {
  await tx
    .raw(
      sql`select id from core.ledger_accounts
           where tenant_id = ${tx.tenantId} and owner_id is not null and id in (
                 select account_id from core.ledger_entries
                  where tenant_id = ${tx.tenantId} and transaction_id = ${transactionId})
           order by id for update`,
    )
    .execute()
  return tx
    .raw<ReversedLine>(
      sql`select t.kind, t.effective_on, t.reverses_id is not null as is_reversal,
                 t.linked_id is not null as is_conversion, e.account_id, a.kind as account_kind,
                 a.owner_id is not null as owned, e.side, e.amount_minor, e.currency, e.due_on
            from core.ledger_transactions t
            join core.ledger_entries e on e.tenant_id = t.tenant_id and e.transaction_id = t.id
            join core.ledger_accounts a on a.tenant_id = e.tenant_id and a.id = e.account_id
           where t.tenant_id = ${tx.tenantId} and t.id = ${transactionId} order by e.line`,
    )
    .execute()
}

async function isReversed(tx: AnyTenantTx, transactionId: string): Promise<boolean> {
  const rows = await tx
    .raw(
      sql`select id from core.ledger_transactions
           where tenant_id = ${tx.tenantId} and reverses_id = ${transactionId}`,
    )
    .execute()
  return rows.length > 0
}

function opposite({ accountId, accountKind, owned, side, amountMinor, currency, dueOn }: ReversedLine): Line {
  return {
    account: owned ? { id: accountId } : { system: accountKind },
    side: side === 'debit' ? 'credit' : 'debit',
    amountMinor,
    currency,
    ...(dueOn !== null && { dueOn }),
  }
}
