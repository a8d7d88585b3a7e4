import type { AnyTenantReader } from '@tenantry/tenancy'
import { formatMoney } from '#contract/money.ts'
import { messageTemplate } from '#platform/notifications/template.ts'
import { findCandidates } from './candidates.ts'

/** What a customer is told who is late. It is read again when it is sent: a debt may be settled by then. */
export const paymentReminder = messageTemplate({
  name: 'payment-reminder',
  kind: 'reminder',
  app: 'store',
  channels: ['whatsapp'],
  variables: ['name', 'amount', 'shop', 'link'],
  texts: {
    en: {
      title: 'Payment due',
      body: 'Dear {{name}}, {{amount}} is overdue at {{shop}}. Your account, and how to pay: {{link}} Reply STOP to get no more of these.',
    },
    hi: {
      title: 'भुगतान बाकी',
      body: 'प्रिय {{name}}, {{shop}} में {{amount}} का समय बीत चुका है। आपका खाता और भुगतान का तरीका: {{link}} ऐसे संदेश न चाहें तो STOP लिखें।',
    },
  },
  beforeSending: async (tx, { recipient, language }) => {
    const [candidate] = await findCandidates(tx, [recipient.id])
    if (!candidate) return { skip: 'settled' }
    const said = nowSaid[candidate.skip ?? '']
    return said ? { skip: said } : { variables: { amount: amountOf(tx, candidate.overdueMinor, language) } }
  },
})

/** What may have come between: consent and caps are the pipeline's own, and it has just written the reminder itself. */
const nowSaid: Record<string, string> = {
  archived: 'gone',
  disputed: 'disputed',
  promised: 'promised',
  claimed: 'promised',
  below_least: 'below_threshold',
}

/** An amount in the customer's language and the shop's currency. */
export function amountOf({ tenant }: AnyTenantReader, minor: number, language: 'en' | 'hi'): string {
  return formatMoney(`${language}-${tenant.locale.split('-')[1] ?? 'IN'}`, minor, tenant.currency)
}
