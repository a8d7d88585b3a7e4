import type { Tenant } from '@tenantry/tenancy'
import { serveLongFile } from '#platform/http/serve-file.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import type { Anchor } from './anchors.ts'
import * as contract from './audit.contract.ts'
import { eventPages } from './export/event-pages.ts'
import { exportEvents } from './export/export-events.ts'
import { exportChain, linesOf } from './export-chain.ts'
import { controlGround, dataGround } from './grounds.ts'
import { findHead, listEvents } from './list-events.ts'
import { listVerdicts } from './verdicts.ts'

interface AuditParts {
  /** What verifies the seals. */
  publicKey: string
  /** The heads of a tenant that are kept beside the databases. */
  anchorsOf(tenant: Tenant): Promise<Anchor[]>
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

  serveLongFile(http, contract.exportAuditChain, async ({ tenant }) => {
    const { id: tenantId, slug } = tenant
    const grounds = [dataGround(http.tenancy, tenant), controlGround(http.tenancy, tenantId)]
    const anchors = await anchorsOf(tenant)
    const lines = exportChain(grounds, { tenantId, slug, publicKey, anchors })
    return { name: `audit-${slug}.ndjson`, type: 'application/x-ndjson', content: linesOf(lines) }
  })

  serveRead(http, contract.getVerification, async ({ db, tenant }) => {
    const [data, ofControl, verdicts] = await Promise.all([
      findHead(db, { schema: 'core', tenantId: tenant.id }),
      control.read((reader) => findHead(reader, { schema: 'control', tenantId: tenant.id })),
      control.read((reader) => listVerdicts(reader, tenant.id)),
    ])
    const verdictOf = (source: 'data' | 'control') =>
      verdicts.find((verdict) => verdict.source === source) ?? null
    return {
      publicKey,
      chains: [
        { source: 'data' as const, ...data, verdict: verdictOf('data') },
        { source: 'control' as const, ...ofControl, verdict: verdictOf('control') },
      ],
    }
  })

  serveWrite(http, contract.verifyAudit, async ({ tx }) => {
    await enqueue(tx, { name: 'verify-audit', payload: {} })
  })
}
