import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { adviceFor } from './failure-advice.ts'
import { notify } from './notify.ts'
import { languageOf, messageTemplate } from './template.ts'

/** Nothing goes out until somebody looks into the account: those who may are told, by mail too. */
export const providerTrouble = messageTemplate({
  name: 'provider-trouble',
  kind: 'warning',
  channels: ['in_app', 'email'],
  variables: ['advice'],
  texts: {
    en: { title: 'WhatsApp messages are not going out', body: '{{advice}}' },
    hi: { title: 'व्हाट्सऐप संदेश नहीं जा रहे हैं', body: '{{advice}}' },
  },
})

/** One message has failed. */
export const messageFailed = messageTemplate({
  name: 'message-failed',
  kind: 'warning',
  channels: ['in_app'],
  variables: ['name', 'advice'],
  texts: {
    en: { title: 'A message to {{name}} has failed', body: '{{advice}}' },
    hi: { title: '{{name}} को संदेश नहीं पहुँचा', body: '{{advice}}' },
  },
})

/** It is about the tenant's account, and not about the one message. */
const accountTroubles = new Set([
  'wrong_credentials',
  'wrong_sender',
  'account_blocked',
  'payment_problem',
  'template_missing',
  'template_mismatch',
  'template_paused',
])

/** Whoever wants no more messages is left alone, and nobody has to do anything about it. */
const nothingToDo = 'opted_out'

interface Failed {
  name: string
  reason: string
}

/** A message that has failed, and whose failure is worth a word: not that of such a word. */
export async function findFailed(db: AnyTenantReader, messageId: string): Promise<Failed | undefined> {
  const own = [providerTrouble.name, messageFailed.name]
  const [failed] = await db
    .raw<Failed>(
      sql`select coalesce(nullif(recipient_name, ''), (select person.name from core.people person
                   where person.tenant_id = ${db.tenantId} and person.id = recipient_id), '') as name, reason
            from core.messages
           where tenant_id = ${db.tenantId} and id = ${messageId} and state = 'failed' and reason <> ${nothingToDo}
             and template <> all(${own})`,
    )
    .execute()
  return failed
}

/** Tells the managers what to do about it, each once a day for each reason, however many messages fail. */
export async function tellOfFailure(
  tx: AnyTenantTx,
  managers: readonly string[],
  { failed: { name, reason }, now }: { failed: Failed; now: Date },
): Promise<void> {
  const { timeZone, locale } = tx.tenant
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const advice = adviceFor(reason, languageOf(locale))
  const rest = { cycle: `${today.toPlainDate().toString()} ${reason}`, path: '/messages?state=failed' }
  for (const id of managers) {
    const recipient = { kind: 'member', id } as const
    await (accountTroubles.has(reason)
      ? notify(tx, {
          ...rest,
          template: providerTrouble,
          rule: 'provider-trouble',
          recipient,
          variables: { advice },
        })
      : notify(tx, {
          ...rest,
          template: messageFailed,
          rule: 'message-failed',
          recipient,
          variables: { name, advice },
        }))
  }
}
