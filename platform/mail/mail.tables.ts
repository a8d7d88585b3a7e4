import type { ColumnType } from 'kysely'

/** What mail keeps in the control database, and what it reads there. */
export interface MailTables {
  'control.captured_mails': {
    id: string
    tenantId: string | null
    recipient: string
    subject: string
    text: string
    html: string
    capturedAt: ColumnType<string, never, unknown>
  }
  'control.accounts': { id: string; email: string }
  'control.members': { tenantId: string; accountId: string }
  'control.tenants': { id: string; demo: boolean }
}
