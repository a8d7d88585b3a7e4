import type { AnyTenantTx } from '@tenantry/tenancy'
import { Temporal } from 'temporal-polyfill'
import { notify } from './notify.ts'
import type { SendOutcome } from './outcomes.ts'
import { messageTemplate } from './template.ts'

/** Nothing goes out until somebody looks into the account: those who may are told, once a day. */
export const providerTrouble = messageTemplate({
  name: 'provider-trouble',
  kind: 'warning',
  channels: ['in_app', 'email'],
  variables: [],
  texts: {
    en: {
      title: 'WhatsApp messages are not going out',
      body: 'The provider refuses them: the key, the number, the text or the account is not in order. The list of messages says what to do.',
    },
    hi: {
      title: 'व्हाट्सऐप संदेश नहीं जा रहे हैं',
      body: 'प्रदाता उन्हें नहीं मानता: कुंजी, नंबर, शब्द या खाता ठीक नहीं है। संदेशों की सूची बताती है कि क्या करना है।',
    },
  },
})

const accountTroubles = [
  'wrong_credentials',
  'wrong_sender',
  'account_blocked',
  'payment_problem',
  'template_missing',
  'template_mismatch',
  'template_paused',
]

/** Is it about the tenant's account, and not about this one message? */
export function isTrouble(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' && accountTroubles.includes(outcome.reason)
}

export async function tellOfTrouble(tx: AnyTenantTx, managers: readonly string[], now: Date): Promise<void> {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(tx.tenant.timeZone)
    .toPlainDate()
  for (const id of managers) {
    await notify(tx, {
      template: providerTrouble,
      rule: 'provider-trouble',
      cycle: today.toString(),
      recipient: { kind: 'member', id },
      variables: {},
      path: '/messages?state=failed',
    })
  }
}
