import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { formatMoney } from '#contract/money.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { customerOwner } from '../customers/customers.ts'
import { handOver, pageAddress } from '../links/links.ts'
import type { NewLink } from '../links/links.contract.ts'
import { makePaymentLink } from './payment-links.ts'

/** Makes a link with all that a shopkeeper hands it over by: to copy, to scan, or in a chat. Throws `not_found`. */
export async function askForPayment(
  tx: AnyTenantTx,
  customerId: string,
  address: PlatformAddress,
): Promise<NewLink> {
  const { id, token, expiresAt } = await makePaymentLink(tx, customerId)
  const url = pageAddress(address, tx.tenant, { page: 'pay', token })
  const { phone, ...debtor } = await readDebtor(tx, customerId)
  const text = textFor(debtor, { shop: tx.tenant, url })
  return handOver({ id, url, expiresAt, text, phone })
}

interface Debtor {
  name: string
  language: string
  balanceMinor: number
}

interface Filled {
  name: string
  amount: string
  shop: string
  url: string
}

const owing = {
  en: ({ name, amount, shop, url }: Filled) =>
    `Dear ${name}, you owe ${amount} to ${shop}. Your account, and how to pay: ${url}`,
  hi: ({ name, amount, shop, url }: Filled) =>
    `प्रिय ${name}, ${shop} का आप पर ${amount} बाकी है। आपका खाता और भुगतान का तरीका: ${url}`,
}

const even = {
  en: ({ name, shop, url }: Filled) => `Dear ${name}, your account at ${shop}: ${url}`,
  hi: ({ name, shop, url }: Filled) => `प्रिय ${name}, ${shop} में आपका खाता: ${url}`,
}

function textFor(debtor: Debtor, { shop, url }: { shop: AnyTenantTx['tenant']; url: string }): string {
  const { name, balanceMinor } = debtor
  const language = debtor.language === 'hi' ? 'hi' : 'en'
  const locale = `${language}-${shop.locale.split('-')[1] ?? 'IN'}`
  const amount = formatMoney(locale, balanceMinor, shop.currency)
  return (balanceMinor > 0 ? owing : even)[language]({ name, amount, shop: shop.name, url })
}

async function readDebtor(
  db: AnyTenantReader,
  customerId: string,
): Promise<Debtor & { phone: string | null }> {
  const [row] = await db
    .raw<Debtor & { phone: string | null }>(
      sql`select customer.name, customer.phone, customer.language,
                 coalesce(account.debits_posted - account.credits_posted, 0) as balance_minor
            from store.customers customer
            left join core.ledger_accounts account
              on account.tenant_id = customer.tenant_id and account.owner_kind = ${customerOwner}
             and account.owner_id = customer.id and account.kind = 'receivable'
             and account.currency = ${db.tenant.currency}
           where customer.tenant_id = ${db.tenantId} and customer.id = ${customerId}`,
    )
    .execute()
  return row! // the link was just made for it
}
