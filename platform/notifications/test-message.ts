import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { changed } from '#platform/audit/entries.ts'
import { recordConsent } from './contacts.ts'
import { notify } from './notify.ts'
import { messageTemplate } from './template.ts'

export const testMessage = messageTemplate({
  name: 'test-message',
  kind: 'receipt',
  channels: ['whatsapp'],
  variables: ['tenant'],
  texts: {
    en: { title: 'Test', body: 'This is a test message of {{tenant}}. Nothing has to be done.' },
    hi: { title: 'जाँच', body: 'यह {{tenant}} का जाँच संदेश है। कुछ करने की ज़रूरत नहीं है।' },
  },
})

/** Writes to a phone whose owner asked for it just now. */
export async function sendTestMessage(tx: AnyTenantTx, phone: string): Promise<string> {
  await recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'test' })
  const id = newId()
  const [written] = await notify(tx, {
    template: testMessage,
    rule: 'test',
    cycle: id,
    recipient: { kind: 'platform.test', id, name: tx.tenant.name, phone },
    variables: { tenant: tx.tenant.name },
  })
  if (!written) throw new Error('a message with a phone was not written')
  changed(tx, { entity: 'message', id: written.id, after: { phone } })
  return written.id
}
