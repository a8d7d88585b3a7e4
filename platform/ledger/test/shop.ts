import { type Actor, type AnyTenantTx, newId, type TenantReader, type Tenant } from '@tenantry/tenancy'
import type { Deployment } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { openAccount } from '../accounts.ts'
import type { Outcome, Posted } from '../outcomes.ts'
import { type NewTransaction, postTransaction } from '../post-transaction.ts'
import { reverseTransaction } from '../reverse-transaction.ts'

const someone: Actor = { kind: 'system', name: 'ledger test' }
export const ownerKind = 'test.customer'

/** One tenant's books, as a shop would keep them. */
export interface Shop {
  tenant: Tenant
  write<T>(work: (tx: AnyTenantTx) => Promise<T>): Promise<T>
  read<T>(work: (db: TenantReader<unknown>) => Promise<T>): Promise<T>
  /** Opens a customer's account in rupees. */
  customer(creditLimitMinor?: number | null): Promise<string>
  buy(
    accountId: string,
    amountMinor: number,
    more?: Partial<NewTransaction> & { dueOn?: string },
  ): Promise<Outcome<Posted>>
  pay(accountId: string, amountMinor: number, more?: Partial<NewTransaction>): Promise<Outcome<Posted>>
  reverse(reversesId: string, effectiveOn?: string): Promise<Outcome<Posted>>
}

/** A shop and its neighbour, who also keeps books. */
export function openShops() {
  const deployment = openDeployment()
  return { deployment, shop: shopOf(deployment, 'shop'), other: shopOf(deployment, 'acme') }
}

/** The books of a tenant, before its deployment is there: they are looked for when they are used. */
export function shopOf(deployment: Deployment, slug: TenantSlug): Shop {
  const data = () => deployment.tenancy.tables<unknown>()
  const write: Shop['write'] = (work) => data().run(deployment.tenant(slug), someone, work)
  return {
    get tenant() {
      return deployment.tenant(slug)
    },
    write,
    read: (work) => data().read(deployment.tenant(slug), someone, work),
    customer: (creditLimitMinor = null) =>
      write((tx) =>
        openAccount(tx, {
          owner: { kind: ownerKind, id: newId() },
          kind: 'receivable',
          currency: 'INR',
          creditLimitMinor,
        }),
      ),
    buy: (accountId, amountMinor, more) =>
      write((tx) => postTransaction(tx, purchase(accountId, amountMinor, more))),
    pay: (accountId, amountMinor, more) =>
      write((tx) => postTransaction(tx, payment(accountId, amountMinor, more))),
    reverse: (reversesId, effectiveOn = '2026-11-20') =>
      write((tx) =>
        reverseTransaction(tx, { id: newId(), reversesId, reason: 'a mistake', effectiveOn, source: 'test' }),
      ),
  }
}

export function purchase(
  accountId: string,
  amountMinor: number,
  { dueOn, ...more }: Partial<NewTransaction> & { dueOn?: string } = {},
): NewTransaction {
  const effectiveOn = more.effectiveOn ?? '2026-11-20'
  return {
    id: newId(),
    kind: 'purchase',
    effectiveOn,
    source: 'test',
    lines: [
      {
        account: { id: accountId },
        side: 'debit',
        amountMinor,
        currency: 'INR',
        dueOn: dueOn ?? effectiveOn,
      },
      { account: { system: 'sales' }, side: 'credit', amountMinor, currency: 'INR' },
    ],
    ...more,
  }
}

export function payment(
  accountId: string,
  amountMinor: number,
  more: Partial<NewTransaction> = {},
): NewTransaction {
  return {
    id: newId(),
    kind: 'payment',
    effectiveOn: '2026-11-20',
    source: 'test',
    lines: [
      { account: { system: 'cash' }, side: 'debit', amountMinor, currency: 'INR' },
      { account: { id: accountId }, side: 'credit', amountMinor, currency: 'INR' },
    ],
    ...more,
  }
}
