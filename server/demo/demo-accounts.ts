import { type Actor, type AnyTenantTx, newId, type Tenancy, type Tenant } from '@tenantry/tenancy'
import { addPayment, addPurchase } from '#apps/store/counter/counter.ts'
import { addCustomer } from '#apps/store/customers/customers.ts'
import { listCustomers } from '#apps/store/customers/list-customers.ts'
import { today } from '#apps/store/days.ts'
import { changeSettings } from '#apps/store/settings/settings.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Day } from './days.ts'
import { makeHistory, type PastEntry, type Temper } from './demo-history.ts'
import { type Standing, standOf } from './demo-standings.ts'
import type { DemoTenant } from './demo-tenants.ts'
import { type DemoCustomer, makeCustomer } from './demo-customers.ts'
import { makeDice } from './dice.ts'
import { makePeople } from './people.ts'

type Customers = NonNullable<DemoTenant['customers']>

interface Account extends DemoCustomer {
  entries: PastEntry[]
  standing: Standing
}

const actor: Actor = { kind: 'system', name: 'demonstration' }

/** Gives a shop customers who do not exist, through what its own counter does. Does so once. */
export async function fillStore(
  tenancy: Tenancy,
  tenant: Tenant,
  { customers, address }: { customers: Customers; address: PlatformAddress },
): Promise<void> {
  const fill = async (tx: AnyTenantTx) => {
    const { items } = await listCustomers(tx, { limit: 1 })
    if (items.length > 0) return
    // No bank has this handle: what is paid by a demonstration's page goes nowhere.
    await changeSettings(tx, { upiId: `${tenant.slug}@demonstration`, upiName: tenant.name, version: 0 })
    for (const account of makeAccounts(tenant.slug, customers, today(tenant.timeZone))) {
      const customerId = await addCustomer(tx, account.customer, account.consentSource)
      for (const { paid, amountMinor, on: effectiveOn, memo, method } of account.entries) {
        const entry = { id: newId(), amountMinor, effectiveOn, memo }
        if (paid) await addPayment(tx, { customerId, entry: { ...entry, method } })
        else await addPurchase(tx, { customerId, entry, mayOverride: false })
      }
      await standOf(tx, customerId, { standing: account.standing, address })
    }
  }
  // All or nothing, however slow the machine; its tables were empty a moment ago.
  await tenancy.tables<object>().run(tenant, actor, fill, { freshPlans: true, timeoutMs: 10 * 60_000 })
}

/** How they pay, over and over. The first of them is late and can be reminded. */
const tempers: readonly Temper[] = [
  'late',
  'partly',
  'prompt',
  'late',
  'partly',
  'ahead',
  'late',
  'prompt',
  'late',
  'partly',
  'settled',
  'late',
]

/** What there is to say of those who are late, in turn. */
const standings: readonly Standing[] = [
  'nothing',
  'disputed',
  'nothing',
  'promised',
  'reminded',
  'not_asked',
  'nothing',
  'claimed',
  'withdrawn',
  'no_phone',
]

/** The same customers and entries for the same shop and day. */
export function makeAccounts(slug: string, { count, region }: Customers, day: Day): Account[] {
  let late = 0
  return makePeople(makeDice(slug), region, count, day).map((person, index) => {
    const temper = tempers[index % tempers.length]!
    const standing = temper === 'late' ? standings[late++ % standings.length]! : 'nothing'
    // A dice of his own, so that one account does not depend on another.
    const dice = makeDice(`${slug} ${person.key}`)
    return {
      ...makeCustomer(dice, { person, index, standing }),
      entries: makeHistory(dice, temper, day),
      standing,
    }
  })
}
