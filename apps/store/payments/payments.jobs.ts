import type { AnyTenantTx, Tenancy } from '@tenantry/tenancy'
import { idOf } from '#contract/formats.ts'
import { formatMoney } from '#contract/money.ts'
import { strictObject } from '#contract/route.ts'
import { listMembersWith } from '#platform/notifications/members-with.ts'
import { notify } from '#platform/notifications/notify.ts'
import { messageTemplate } from '#platform/notifications/template.ts'
import type { TenantErrand } from '#platform/outbox/jobs.ts'
import { storeRoles } from '../roles.ts'
import { getClaim } from './claims.ts'

/** What stands behind the bell of those who may confirm a payment. */
export const paymentClaimed = messageTemplate({
  name: 'payment-claimed',
  kind: 'task',
  app: 'store',
  channels: ['in_app'],
  variables: ['name', 'amount'],
  texts: {
    en: {
      title: '{{name}} says that {{amount}} is paid',
      body: 'Look whether it has come, then confirm or refuse it.',
    },
    hi: {
      title: '{{name}} कहते हैं कि {{amount}} चुका दिए',
      body: 'देखें कि रकम आई या नहीं, फिर पुष्टि करें या अस्वीकार करें।',
    },
  },
})

const OneClaim = strictObject({ claimId: idOf('payment claim') })

/** The jobs of payments, by name. */
export function makePaymentJobs({ tenancy }: { tenancy: Tenancy }) {
  return { 'tell-of-claim': tellOfClaim(tenancy) }
}

/** Who may confirm it is known in another database, so that it is told after the claim is written. */
function tellOfClaim(tenancy: Tenancy): TenantErrand<typeof OneClaim, unknown> {
  return {
    kind: 'tenant-errand',
    payload: OneClaim,
    perform: async ({ tenant }, { claimId }) => {
      const members = await listMembersWith(tenancy, tenant, confirming)
      return (tx) => tellMembers(tx, claimId, members)
    },
  }
}

const confirming = Object.entries(storeRoles).flatMap(([role, permissions]) =>
  (permissions as readonly string[]).includes('payment.write') ? [role] : [],
)

async function tellMembers(tx: AnyTenantTx, claimId: string, members: readonly string[]): Promise<void> {
  const { customer, amountMinor, currency, state } = await getClaim(tx, claimId)
  if (state !== 'open') return
  for (const id of members) {
    await notify(tx, {
      template: paymentClaimed,
      rule: 'payment-claimed',
      cycle: claimId,
      recipient: { kind: 'member', id },
      variables: { name: customer.name, amount: formatMoney(tx.tenant.locale, amountMinor, currency) },
      path: '/claims',
    })
  }
}
