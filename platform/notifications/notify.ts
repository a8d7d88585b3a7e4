import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { enqueueAll, postAll } from '#platform/outbox/outbox.ts'
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
  path?: string | null
}

/** A message that was written. */
interface Written {
  id: string
  channel: Channel
  recipientId: string
}

/**
 * Tells somebody something: written in this transaction, sent after it has committed. Answers what is new: nothing where the
 * rule has already said it to him in this cycle, or where he can not be reached by any channel of the template.
 */
export function notify<Variable extends string>(
  tx: AnyTenantTx,
  { template, ...notice }: Notice<Variable>,
): Promise<Written[]> {
  return notifyAll(tx, template, [notice])
}

/** As many as one statement takes at once. */
const most = 500

/** The same for many: it takes a few statements, however many they are. */
export async function notifyAll<Variable extends string>(
  tx: AnyTenantTx,
  template: MessageTemplate<Variable>,
  notices: readonly Omit<Notice<Variable>, 'template'>[],
): Promise<Written[]> {
  const people = notices.map((notice) => ({ notice, person: personOf(tx, notice.recipient) }))
  const languages = [...new Set(people.map(({ person }) => person.language))]
  const texts = new Map(
    await Promise.all(
      languages.map(async (language) => {
        const own = await findOwnText(tx, template.name, language)
        return [language, own ?? template.texts[language]] as const
      }),
    ),
  )
  const rows = people.flatMap(({ notice, person }) =>
    rowsOf(notice, { person, template, text: texts.get(person.language)! }),
  )
  const written: Written[] = []
  for (let at = 0; at < rows.length; at += most) {
    written.push(...(await insertMessages(tx, template, rows.slice(at, at + most))))
  }
  const queued = written.filter(({ channel }) => channel !== 'in_app')
  await enqueueAll(
    tx,
    'send-message',
    queued.map(({ id }) => ({ messageId: id })),
  )
  // The member's id, not the message's: his own pages alone have anything to read again.
  const told = written.filter(({ channel }) => channel === 'in_app').map(({ recipientId }) => recipientId)
  await postAll(tx, 'notification.changed', [...new Set(told)])
  await postAll(
    tx,
    'message.changed',
    queued.map(({ id }) => id),
  )
  return written
}

/** A message for each way to somebody, as the table has it. */
function rowsOf<Variable extends string>(
  { rule, cycle, recipient, subject, path = null, ...notice }: Omit<Notice<Variable>, 'template'>,
  {
    person,
    template,
    text,
  }: { person: Person; template: MessageTemplate<Variable>; text: { title: string; body: string } },
) {
  const variables = onOneLine(notice.variables)
  return waysTo(person, template.channels).map((channel) => ({
    id: newId(),
    rule,
    cycle,
    channel,
    recipient_kind: recipient.kind,
    recipient_id: recipient.id,
    recipient_name: person.name,
    address: person.addresses[channel] ?? null,
    language: person.language,
    time_zone: person.timeZone,
    variables,
    subject_kind: subject?.kind ?? null,
    subject_id: subject?.id ?? null,
    path,
    title: fillIn(text.title, variables),
    body: fillIn(text.body, variables),
    state: channel === 'in_app' ? 'delivered' : 'queued',
    wanted_by_default: channel !== 'email' || messageKinds[template.kind].email,
  }))
}

async function insertMessages(
  tx: AnyTenantTx,
  { kind, name }: { kind: string; name: string },
  rows: readonly object[],
): Promise<Written[]> {
  return tx
    .raw<Written>(
      sql`insert into core.messages
            (tenant_id, id, rule, cycle, channel, recipient_kind, recipient_id, recipient_name, address, language, time_zone,
             kind, template, variables, subject_kind, subject_id, path, title, body, state, delivered_at)
          select ${tx.tenantId}::uuid, way.id, way.rule, way.cycle, way.channel, way.recipient_kind, way.recipient_id,
                 way.recipient_name, way.address, way.language, way.time_zone, ${kind}, ${name}, way.variables,
                 way.subject_kind, way.subject_id, way.path, way.title, way.body, way.state,
                 case when way.state = 'delivered' then now() end
            from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
                   as way(id uuid, rule text, cycle text, channel text, recipient_kind text, recipient_id uuid,
                          recipient_name text, address text, language text, time_zone text, variables jsonb, subject_kind text,
                          subject_id uuid, path text, title text, body text, state text, wanted_by_default boolean)
            left join core.message_preferences preference
              on preference.tenant_id = ${tx.tenantId} and preference.member_id = way.recipient_id
             and preference.kind = ${kind} and preference.channel = way.channel
           where way.recipient_kind <> 'member' or coalesce(preference.wanted, way.wanted_by_default)
          -- In one order for all, so that two who write to the same people never wait for each other.
          order by way.recipient_id, way.channel
          on conflict (tenant_id, rule, recipient_kind, recipient_id, cycle, channel) do nothing
          returning id, channel, recipient_id`,
    )
    .execute()
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
