import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { enqueueAll, post } from '#platform/outbox/outbox.ts'
import { type Channel, messageKinds } from './kinds.ts'
import { findOwnText } from './own-texts.ts'
import { fillIn, languageOf, type MessageSubject, type MessageTemplate } from './template.ts'

/** Whom a message is for: a member of the tenant, or somebody whom an app knows. */
export type Recipient =
  | { kind: 'member'; id: string }
  | {
      /** `store.customer`, `clinic.patient`: `<app>.<entity>`. */
      kind: `${string}.${string}`
      id: string
      name: string
      /** E.164. Without it nothing goes to WhatsApp. */
      phone?: string | null
      email?: string | null
      /** `hi`; default: the tenant's. */
      language?: string | null
      /** Default: the tenant's. */
      timeZone?: string | null
    }

export interface Notice<Variable extends string> {
  template: MessageTemplate<Variable>
  /** What asks for it: `due+7`, `by-hand`, `import-finished`. */
  rule: string
  /** Which time of the rule: said once in each to each recipient. */
  cycle: string
  recipient: Recipient
  variables: Record<Variable, string>
  subject?: MessageSubject
  /** The page of the app that shows more: `/customers/…`. Never anything but a path. */
  path?: string
}

/** A message that was written. */
export interface Written {
  id: string
  channel: Channel
}

/**
 * Tells somebody something: written in this transaction, sent after it has committed. Answers what is new: nothing where the
 * rule has already said it to him in this cycle, or where he can not be reached by any channel of the template.
 */
export async function notify<Variable extends string>(
  tx: AnyTenantTx,
  notice: Notice<Variable>,
): Promise<Written[]> {
  const { template, rule, cycle, recipient, subject, path = null } = notice
  const variables = onOneLine(notice.variables)
  const person = personOf(tx, recipient)
  const text = (await findOwnText(tx, template.name, person.language)) ?? template.texts[person.language]
  const ways = waysTo(person, template.channels).map((channel) => ({
    id: newId(),
    channel,
    address: person.addresses[channel] ?? null,
    state: channel === 'in_app' ? 'delivered' : 'queued',
    wantedByDefault: channel !== 'email' || messageKinds[template.kind].email,
  }))
  if (ways.length === 0) return []
  const written = await tx
    .raw<Written>(
      sql`insert into core.messages
            (tenant_id, id, rule, cycle, channel, recipient_kind, recipient_id, recipient_name, address, language, time_zone,
             kind, template, variables, subject_kind, subject_id, path, title, body, state, delivered_at)
          select ${tx.tenantId}::uuid, way.id, ${rule}, ${cycle}, way.channel, ${recipient.kind}, ${recipient.id}::uuid,
                 ${person.name}, way.address, ${person.language}, ${person.timeZone}, ${template.kind}, ${template.name},
                 ${JSON.stringify(variables)}::jsonb, ${subject?.kind ?? null}, ${subject?.id ?? null}::uuid, ${path},
                 ${fillIn(text.title, variables)}, ${fillIn(text.body, variables)}, way.state,
                 case when way.state = 'delivered' then now() end
            from jsonb_to_recordset(${JSON.stringify(ways.map(columnsOf))}::jsonb)
                   as way(id uuid, channel text, address text, state text, wanted_by_default boolean)
            left join core.message_preferences preference
              on preference.tenant_id = ${tx.tenantId} and preference.member_id = ${recipient.id}::uuid
             and preference.kind = ${template.kind} and preference.channel = way.channel
           where ${recipient.kind} <> 'member' or coalesce(preference.wanted, way.wanted_by_default)
          on conflict (tenant_id, rule, recipient_kind, recipient_id, cycle, channel) do nothing
          returning id, channel`,
    )
    .execute()
  const queued = written.filter(({ channel }) => channel !== 'in_app')
  await enqueueAll(
    tx,
    'send-message',
    queued.map(({ id }) => ({ messageId: id })),
  )
  // The member's id, not the message's: his own pages alone have anything to read again.
  if (queued.length < written.length) await post(tx, { kind: 'notification.changed', entityId: recipient.id })
  for (const { id } of queued) await post(tx, { kind: 'message.changed', entityId: id })
  return written
}

interface Person {
  isMember: boolean
  name: string
  language: 'en' | 'hi'
  timeZone: string
  addresses: Partial<Record<Channel, string>>
}

function personOf(tx: AnyTenantTx, recipient: Recipient): Person {
  const { locale, timeZone } = tx.tenant
  // A member's name and address are his account's: looked up when the message is sent.
  if (!('name' in recipient)) {
    return { isMember: true, name: '', language: languageOf(locale), timeZone, addresses: {} }
  }
  const { name, phone, email, language, timeZone: own } = recipient
  return {
    isMember: false,
    name: name.slice(0, 200),
    language: languageOf(language ?? locale),
    timeZone: own ?? timeZone,
    addresses: { ...(phone && { whatsapp: phone }), ...(email && { email }) },
  }
}

/** Providers take no line's end or tab in a variable, and nobody types one on purpose. */
export function onOneLine<Values extends Record<string, string>>(variables: Values): Values {
  const entries = Object.entries(variables).map(([name, value]) => [name, value.replace(/\s+/gu, ' ').trim()])
  return Object.fromEntries(entries) as Values // the same names
}

/** Members are told in the app and by mail; everybody else where he has an address. */
function waysTo({ isMember, addresses }: Person, of: readonly Channel[]): Channel[] {
  return of.filter((channel) => (isMember ? channel !== 'whatsapp' : addresses[channel] !== undefined))
}

function columnsOf({ wantedByDefault, ...way }: { wantedByDefault: boolean }) {
  return { ...way, wanted_by_default: wantedByDefault }
}
