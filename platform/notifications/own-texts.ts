import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { MessageLanguage, MessageText } from './template.ts'

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
