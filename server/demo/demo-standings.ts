import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { CustomerChange } from '#apps/store/customers/customers.contract.ts'
import { changeCustomer } from '#apps/store/customers/customers.ts'
import { today } from '#apps/store/days.ts'
import { makeClaim } from '#apps/store/payments/claims.ts'
import { openLink } from '#apps/store/links/links.ts'
import { makePaymentLink } from '#apps/store/payments/payment-links.ts'
import { sendReminders } from '#apps/store/reminders/reminders.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { markSentByHand } from '#platform/notifications/by-hand.ts'
import { lockMessage } from '#platform/notifications/lock-message.ts'
import { moveMessage } from '#platform/notifications/move-message.ts'
import { daysAfter, daysBefore } from './days.ts'

/** Why somebody who is late is reminded or is not. */
export type Standing =
  | 'nothing'
  | 'disputed'
  | 'promised'
  | 'reminded'
  | 'claimed'
  | 'not_asked'
  | 'withdrawn'
  | 'no_phone'

/** Lets happen what makes it so, by the shop's own acts. What a customer is written down with is there already. */
export async function standOf(
  tx: AnyTenantTx,
  customerId: string,
  { standing, address }: { standing: Standing; address: PlatformAddress },
): Promise<void> {
  const change = (said: CustomerChange) => changeCustomer(tx, { id: customerId, version: 1, change: said })
  const day = today(tx.tenant.timeZone)
  switch (standing) {
    case 'disputed':
      return change({ dispute: { reason: 'Says that two bags were torn', on: daysBefore(day, 6) } })
    case 'promised':
      return change({ promisedOn: daysAfter(day, 4) })
    case 'claimed':
      return claimPaid(tx, customerId)
    case 'reminded':
      return remindByHand(tx, customerId, address)
  }
}

async function claimPaid(tx: AnyTenantTx, customerId: string): Promise<void> {
  const { token } = await makePaymentLink(tx, customerId)
  const reference = customerId.replaceAll('-', '').slice(-12)
  await makeClaim(tx, await openLink(tx, token, { table: 'payment_links' }), {
    id: newId(),
    amountMinor: 200_000,
    reference,
  })
}

/** From the shopkeeper's own phone: a demonstration has no provider that sends, which is what the queue would find. */
async function remindByHand(tx: AnyTenantTx, customerId: string, address: PlatformAddress): Promise<void> {
  await sendReminders(tx, [customerId], address)
  const [written] = await tx
    .raw<{ id: string }>(
      sql`select id from core.messages where tenant_id = ${tx.tenantId} and recipient_id = ${customerId}`,
    )
    .execute()
  const message = written && (await lockMessage(tx, written.id))
  if (!message) throw new Error('the customer is not late, or may not be written to')
  await moveMessage(tx, message, { state: 'not_sent', reason: 'no_provider' })
  await markSentByHand(tx, message.id)
}
