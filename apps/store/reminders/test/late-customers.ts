import { newId } from '@tenantry/tenancy'
import type { OpenShop } from '../../test/open-shop.ts'
import { addDays } from '../../days.ts'

let lastPhone = 9_820_010_000

/** Makes customers of this shop who have agreed to messages and are late by so many days. */
export function lateCustomersOf(shop: OpenShop) {
  return async (
    name: string,
    given: object = {},
    { by = shop.keeper, amountMinor = 50_000, daysLate = 10 } = {},
  ): Promise<string> => {
    const id = await shop.customer({ name, phone: `+91${++lastPhone}`, consent: 'given', ...given }, by)
    const then = addDays(shop.day, -daysLate)
    const bought = { id: newId(), amountMinor, effectiveOn: then, dueOn: then }
    await shop.post(by, `/customers/${id}/purchases`, bought)
    return id
  }
}
