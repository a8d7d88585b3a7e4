import { isDeepStrictEqual } from 'node:util'
import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { MessageTemplateView } from './message-settings.contract.ts'
import {
  type AnyMessageTemplate,
  type MessageLanguage,
  type MessageTemplates,
  type MessageText,
  placeholdersIn,
} from './template.ts'

/** The tenant's own words for a template, where it has some. */
export async function findOwnText(
  db: AnyTenantReader,
  name: string,
  language: MessageLanguage,
): Promise<MessageText | undefined> {
  const [row] = await db
    .raw<MessageText>(
      sql`select title, body from core.message_templates
           where tenant_id = ${db.tenantId} and name = ${name} and language = ${language}
             and title is not null and body is not null`,
    )
    .execute()
  return row
}

type OwnText = Pick<
  MessageTemplateView,
  'title' | 'body' | 'contentSid' | 'metaName' | 'metaLanguage' | 'version'
>

type Row = OwnText & { name: string; language: MessageLanguage }

const nothing: OwnText = {
  title: null,
  body: null,
  contentSid: null,
  metaName: null,
  metaLanguage: null,
  version: 0,
}

/**
 * Every template by which this tenant's app speaks to others, in each language, with what the tenant says of its own. What
 * only its own members are told has no words of the tenant's and nobody to approve them.
 */
export async function listTemplates(
  db: AnyTenantReader,
  templates: MessageTemplates,
): Promise<MessageTemplateView[]> {
  const rows = await selectTexts(db)
  return [...templates.values()]
    .filter(
      ({ app, channels }) => (app === undefined || app === db.tenant.app) && channels.includes('whatsapp'),
    )
    .flatMap((template) =>
      (['en', 'hi'] as const).map((language) => {
        const found = rows.find((row) => row.name === template.name && row.language === language)
        return viewOf(template, language, found ?? nothing)
      }),
    )
}

function selectTexts(db: AnyTenantReader) {
  return db
    .raw<Row>(
      sql`select name, language, title, body, content_sid, meta_name, meta_language, version
            from core.message_templates where tenant_id = ${db.tenantId}`,
    )
    .execute()
}

/**
 * Throws `not_found`, `version_conflict`, and `invalid_input` where the words name what the template does not know. Saved again
 * by whoever had no answer, they are what they are.
 */
export async function saveOwnText(
  tx: AnyTenantTx,
  templates: MessageTemplates,
  { name, language, text }: { name: string; language: MessageLanguage; text: OwnText },
): Promise<MessageTemplateView> {
  const template = templates.get(name)
  if (!template || (template.app !== undefined && template.app !== tx.tenant.app)) {
    throw new DomainError('not_found')
  }
  const { title, body, contentSid, metaName, metaLanguage, version } = text
  assertKnown(template, text)
  const values = sql`${title}, ${body}, ${contentSid}, ${metaName}, ${metaLanguage}`
  const columns = sql`title, body, content_sid, meta_name, meta_language`
  const [row] = await tx
    .raw<{ version: number }>(
      version === 0
        ? sql`insert into core.message_templates (tenant_id, name, language, ${columns})
              values (${tx.tenantId}, ${name}, ${language}, ${values})
              on conflict (tenant_id, name, language) do nothing returning version`
        : sql`update core.message_templates set (${columns}, version, updated_at) = (${values}, version + 1, now())
               where tenant_id = ${tx.tenantId} and name = ${name} and language = ${language} and version = ${version}
              returning version`,
    )
    .execute()
  if (!row) {
    const present = (await selectTexts(tx)).find((each) => each.name === name && each.language === language)
    const asked = { name, language, ...text, version: version + 1 }
    if (!isDeepStrictEqual(present, asked)) throw new DomainError('version_conflict')
    return viewOf(template, language, asked)
  }
  changed(tx, { entity: 'message_template', id: null, after: { name, language, ...text } })
  return viewOf(template, language, { ...text, version: row.version })
}

/** Words of one's own are a title and a body, and name no other variables than the template has. */
function assertKnown({ variables }: AnyMessageTemplate, { title, body }: OwnText): void {
  if ((title === null) !== (body === null)) {
    throw new DomainError('invalid_input', { field: title === null ? 'title' : 'body' })
  }
  for (const [field, words] of Object.entries({ title, body })) {
    const unknown = placeholdersIn(words ?? '').find((name) => !variables.includes(name))
    if (unknown) throw new DomainError('invalid_input', { field, detail: `{{${unknown}}}` })
  }
}

function viewOf(
  { name, kind, channels, variables, texts }: AnyMessageTemplate,
  language: MessageLanguage,
  { title, body, contentSid, metaName, metaLanguage, version }: OwnText,
): MessageTemplateView {
  return {
    name,
    language,
    kind,
    channels: [...channels],
    variables: [...variables],
    standard: texts[language],
    title,
    body,
    contentSid,
    metaName,
    metaLanguage,
    version,
  }
}
