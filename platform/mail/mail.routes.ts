import { type Http, serveControl } from '#platform/http/serve.ts'
import { listDemonstrationMails } from './captured-mails.ts'
import * as contract from './mail.contract.ts'
import type { MailTables } from './mail.tables.ts'

export function mailRoutes(http: Http<unknown>) {
  const control = http.tenancy.control<MailTables>()

  serveControl(http, contract.listCapturedMails, async ({ tenant, query, signal }) => {
    const { items, next } = await control.read((db) => listDemonstrationMails(db, tenant, query), { signal })
    return { items: items.map(({ tenantId: _, ...mail }) => mail), next }
  })
}
