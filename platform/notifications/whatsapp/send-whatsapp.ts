import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { findContact } from '../contacts.ts'
import type { ReadyMessage } from '../outcomes.ts'
import type { MessageTemplates } from '../template.ts'
import type { WhatsAppMessage } from './provider.ts'

/** After a person's own message free words may be sent for so long. */
const sessionMs = 24 * 60 * 60_000

/** What the provider has to know beside the message: under which name its text was approved. */
export async function whatsAppMessageOf(
  db: AnyTenantReader,
  message: ReadyMessage,
  { templates, now }: { templates: MessageTemplates; now: Date },
): Promise<WhatsAppMessage | undefined> {
  const { address, template, language, variables } = message
  if (address === null) return undefined
  const [[names], contact] = await Promise.all([
    db
      .raw<{ contentSid: string | null; metaName: string | null; metaLanguage: string | null }>(
        sql`select content_sid, meta_name, meta_language from core.message_templates
             where tenant_id = ${db.tenantId} and name = ${template} and language = ${language}`,
      )
      .execute(),
    findContact(db, 'whatsapp', address),
  ])
  const order = templates.get(template)?.variables ?? Object.keys(variables)
  const spoke = contact?.lastInboundAt ? Date.parse(contact.lastInboundAt) : 0
  return {
    ...message,
    to: address,
    approved: {
      contentSid: names?.contentSid ?? null,
      metaName: names?.metaName ?? null,
      metaLanguage: names?.metaLanguage ?? null,
      values: order.map((name) => variables[name] ?? ''),
    },
    sessionOpen: now.getTime() - spoke < sessionMs,
  }
}
