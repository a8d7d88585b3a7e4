import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { listAccounts } from '#platform/ledger/accounts.ts'
import { drawQr } from '#platform/qr-path.ts'
import { customerStatement } from '../counter/counter.ts'
import { customerOwner } from '../customers/customers.ts'
import { headOf, lineOf, type OpenLink, type ShopFace } from '../links/links.ts'
import { readSettings } from '../settings/settings.ts'
import type { PaymentPage } from './payment-links.contract.ts'
import { referenceOf, upiUri } from './upi.ts'

/** What a customer sees on his page: what he owes at this moment, how to pay it, and what it is made of. */
export async function readPaymentPage(
  db: AnyTenantReader,
  link: OpenLink,
  face: ShopFace,
): Promise<PaymentPage> {
  const { currency, name: shopName } = db.tenant
  const [accounts, statement, settings, claim] = await Promise.all([
    listAccounts(db, { kind: customerOwner, id: link.customerId }),
    customerStatement(db, link.customerId, { limit: 10 }),
    readSettings(db),
    findLastClaim(db, link.customerId),
  ])
  const account = accounts.find((each) => each.currency === currency)
  const balanceMinor = account?.balanceMinor ?? 0
  const payee = settings.upiId ? { id: settings.upiId, name: settings.upiName ?? shopName } : undefined
  const uri =
    payee && account && balanceMinor > 0 && currency === 'INR'
      ? upiUri({
          payee,
          amountMinor: balanceMinor,
          note: [shopName, link.apartments[0]].filter(Boolean).join(' '),
          reference: referenceOf(link.id, account.version),
        })
      : undefined
  return {
    ...headOf(db.tenant, link, face),
    currency,
    balanceMinor,
    others: accounts
      .filter((each) => each.currency !== currency && each.balanceMinor > 0)
      .map((each) => ({ currency: each.currency, balanceMinor: each.balanceMinor })),
    upi: payee && uri ? { ...payee, uri, qr: drawQr(uri) } : null,
    lines: statement.lines.map(lineOf),
    claim: claim ?? null,
  }
}

async function findLastClaim(db: AnyTenantReader, customerId: string) {
  const [row] = await db
    .raw<NonNullable<PaymentPage['claim']>>(
      sql`select amount_minor, received_minor, reference, state, reason, created_at from store.payment_claims
           where tenant_id = ${db.tenantId} and customer_id = ${customerId}
           order by created_at desc, id desc limit 1`,
    )
    .execute()
  return row
}
