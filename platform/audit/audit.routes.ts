import type { Tenant } from '@tenantry/tenancy'
import { serveLongFile } from '#platform/http/serve-file.ts'
import { type Http, serveRead } from '#platform/http/serve.ts'
import type { Anchor } from './anchors.ts'
import * as contract from './audit.contract.ts'
import { eventPages } from './export/event-pages.ts'
import { exportEvents } from './export/export-events.ts'
import { exportChain, linesOf } from './export-chain.ts'
import { controlGround, dataGround } from './grounds.ts'
import { findSealState, listEvents } from './list-events.ts'

export interface AuditParts {
  /** What verifies the seals. */
  publicKey: string
  /** The heads of a tenant that are kept beside the databases. */
  anchorsOf(tenant: Tenant): Anchor[]
}

/** What the tenant's own people may see of the audit. Reading it is remembered, too. */
export function auditRoutes(http: Http<unknown>, { publicKey, anchorsOf }: AuditParts) {
  const control = http.tenancy.control<unknown>()

  serveRead(http, contract.listAuditEvents, ({ db, query }) =>
    control.read((reader) => listEvents({ db, control: reader }, query)),
  )

  serveLongFile(http, contract.exportAuditEvents, ({ tenant, actor, signal, data, query }) => {
    const { format, ...asked } = query
    const pages = eventPages(asked, (page) =>
      data.read(
        tenant,
        actor,
        (db) => control.read((reader) => listEvents({ db, control: reader }, page), { signal }),
        { signal },
      ),
    )
    return exportEvents(tenant, format, pages)
  })

  serveLongFile(http, contract.exportAuditChain, ({ tenant }) => {
    const { id: tenantId, slug } = tenant
    const grounds = [dataGround(http.tenancy, tenant), controlGround(http.tenancy, tenantId)]
    const lines = exportChain(grounds, { tenantId, slug, publicKey, anchors: anchorsOf(tenant) })
    return { name: `audit-${slug}.ndjson`, type: 'application/x-ndjson', content: linesOf(lines) }
  })

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
