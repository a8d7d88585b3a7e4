import { type Actor, newId, type Tenancy, type Tenant } from '@tenantry/tenancy'
import { addPayment, addPurchase } from '#apps/store/counter/counter.ts'
import type { NewCustomer } from '#apps/store/customers/customers.contract.ts'
import { addCustomer } from '#apps/store/customers/customers.ts'
import { listCustomers } from '#apps/store/customers/list-customers.ts'
import { today } from '#apps/store/days.ts'
import { changeSettings } from '#apps/store/settings/settings.ts'
import { type Day, daysBefore } from './days.ts'
import type { DemoTenant } from './demo-tenants.ts'
import { type Dice, makeDice } from './dice.ts'
import { makePeople } from './people.ts'

type Customers = NonNullable<DemoTenant['customers']>

interface Account {
  customer: NewCustomer
  entries: { paid: boolean; amountMinor: number; on: Day; memo: string | null; method: 'cash' | 'upi' }[]
}

const actor: Actor = { kind: 'system', name: 'demonstration' }
/** Apartments that are asked for when the shop is shown. */
const known = ['36194', '42012', '10056']
const goods = [
  'Cement, 2 bags',
  'Wall putty, 20 kg',
  'Tile adhesive',
  'PVC pipe, 3 m',
  'Wire, 90 m',
  'LED panel',
  'Door hinges',
  'Paint, 4 l',
]

/** Gives a shop customers who do not exist, through what its own counter does. Does so once. */
export async function fillStore(tenancy: Tenancy, tenant: Tenant, customers: Customers): Promise<void> {
  await tenancy.tables<object>().run(tenant, actor, async (tx) => {
    const { items } = await listCustomers(tx, { limit: 1 })
    if (items.length > 0) return
    // No bank has this handle: what is paid by a demonstration's page goes nowhere.
    await changeSettings(tx, { upiId: `${tenant.slug}@demonstration`, upiName: tenant.name, version: 0 })
    for (const { customer, entries } of makeAccounts(tenant.slug, customers, today(tenant.timeZone))) {
      const customerId = await addCustomer(tx, customer)
      for (const { paid, amountMinor, on: effectiveOn, memo, method } of entries) {
        const entry = { id: newId(), amountMinor, effectiveOn, memo }
        if (paid) await addPayment(tx, { customerId, entry: { ...entry, method } })
        else await addPurchase(tx, { customerId, entry, mayOverride: false })
      }
    }
  })
}

/** The same customers and entries for the same shop and day. */
export function makeAccounts(slug: string, { count, region }: Customers, day: Day): Account[] {
  return makePeople(makeDice(slug), region, count, day).map(({ key, givenName, familyName }, index) => {
    // A dice of his own, so that one account does not depend on another.
    const dice = makeDice(`${slug} ${key}`)
    return {
      customer: {
        name: `${givenName} ${familyName}`.trim(),
        apartments: [known[index] ?? apartmentOf(dice)],
        consent: dice.pick(['given', 'given', 'unknown', 'withdrawn']),
        creditLimitMinor: dice.chance(0.7) ? 5_000_000 : null,
      },
      entries: entriesOf(dice, day),
    }
  })
}

function apartmentOf(dice: Dice) {
  const two = (most: number) => String(dice.between(1, most)).padStart(2, '0')
  return `${two(45)}${two(24)}${dice.between(1, 6)}`
}

/** Some pay soon, some a part and late, and some have to be reminded. */
function entriesOf(dice: Dice, day: Day): Account['entries'] {
  const pays = dice.pick([1, 0.5, 0.2])
  const ages = Array.from({ length: dice.between(2, 6) }, () => dice.between(0, 115)).sort((a, b) => b - a)
  return ages.flatMap((age) => {
    const amountMinor = dice.between(3, 80) * 5_000
    const bought = { paid: false, amountMinor, on: daysBefore(day, age), memo: dice.pick(goods) }
    const method = dice.pick(['cash', 'upi'] as const)
    const later = dice.between(2, 25)
    if (later > age || !dice.chance(pays)) return [{ ...bought, method }]
    const part = dice.chance(0.6) ? amountMinor : Math.ceil(amountMinor / 2)
    return [
      { ...bought, method },
      { paid: true, amountMinor: part, on: daysBefore(day, age - later), memo: null, method },
    ]
  })
}
