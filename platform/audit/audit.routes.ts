import { type Http, serveRead } from '#platform/http/serve.ts'
import * as contract from './audit.contract.ts'
import { findSealState, listEvents } from './list-events.ts'

/** What the tenant's own people may see of the audit. Reading it is remembered, too. */
export function auditRoutes(http: Http<unknown>) {
  const control = http.tenancy.control<unknown>()

  serveRead(http, contract.listAuditEvents, ({ db, query }) =>
    control.read((reader) => listEvents({ db, control: reader }, query)),
  )

  serveRead(http, contract.getSealState, async ({ db }) => {
    const { tenantId } = db
    const [data, ofControl] = await Promise.all([
      findSealState(db, { schema: 'core', tenantId }),
      control.read((reader) => findSealState(reader, { schema: 'control', tenantId })),
    ])
    return {
      items: [
        { source: 'data' as const, ...data },
        { source: 'control' as const, ...ofControl },
      ],
    }
  })
}
