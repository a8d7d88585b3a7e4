import type { Actor, Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { listCapturedMails } from '#platform/mail/captured-mails.ts'
import type { MailTables } from '#platform/mail/mail.tables.ts'
import {
  type DeadLetter,
  dropDeadLetter,
  listDeadLetters,
  retryDeadLetter,
} from '#platform/outbox/dead-letters.ts'
import { readOutboxHealth } from '#platform/outbox/health.ts'
import { type OperatorCaller, type OwnerHttp, serveOwner, signedIn } from '../http/owner-http.ts'
import * as contract from './jobs.contract.ts'

/** What runs by itself: jobs, those that were given up, mails that were not sent, databases. */
export function jobRoutes(http: OwnerHttp, tenancy: Tenancy) {
  const nameOf = (tenantId: string | null) => (tenantId && tenancy.directory.byId(tenantId)?.name) || null

  serveOwner(http, contract.getJobs, async () => {
    const [health, tenants] = await Promise.all([readOutboxHealth(tenancy), listBusyTenants(tenancy)])
    return { ...health, tenants }
  })

  serveOwner(http, contract.listDeadLetters, async () => {
    const letters = await listDeadLetters(tenancy)
    return { items: letters.map((letter) => ({ ...letter, tenantName: nameOf(letter.tenantId) })) }
  })

  serveOwner(http, contract.retryDeadLetter, async ({ params, body, ...request }) =>
    retryDeadLetter(tenancy, actorOf(request), { id: params.jobId, ...body }),
  )

  serveOwner(http, contract.dropDeadLetter, async ({ params, body, ...request }) =>
    dropDeadLetter(tenancy, actorOf(request), { id: params.jobId, ...body }),
  )

  serveOwner(http, contract.listOutbox, async ({ query }) => {
    const { items, next } = await tenancy.control<MailTables>().read((db) => listCapturedMails(db, query))
    return { items: items.map(({ tenantId, ...mail }) => ({ ...mail, tenantName: nameOf(tenantId) })), next }
  })

  serveOwner(http, contract.listDatabases, async () => ({ items: await listDatabases(tenancy) }))
}

function actorOf(
  request: Pick<OperatorCaller, 'operator' | 'requestId'>,
): Exclude<Actor, { kind: 'member' }> {
  return { kind: 'operator', accountId: signedIn(request).id, requestId: request.requestId }
}

interface BusyTenant extends Pick<DeadLetter, 'name'> {
  tenantId: string
  waiting: number
  failed: number
  oldestAt: string | null
}

function listBusyTenants(tenancy: Tenancy): Promise<BusyTenant[]> {
  return tenancy.control().read((db) =>
    db
      .raw<BusyTenant>(
        sql`select s.tenant_id, t.name, s.waiting, s.failed, s.oldest_at
              from control.outbox_sources s join control.tenants t on t.id = s.tenant_id
             where (s.waiting > 0 or s.failed > 0) and t.status in ('active', 'suspended')
             order by s.failed desc, s.waiting desc, t.name limit 200`,
      )
      .execute(),
  )
}

interface DatabaseLine {
  id: string
  server: string
  name: string
  kind: string
  state: string
  tenants: number
  levels: { module: string; number: number }[]
  failure: string | null
  migratedAt: string | null
}

function listDatabases(tenancy: Tenancy): Promise<DatabaseLine[]> {
  return tenancy.control().read((db) =>
    db
      .raw<DatabaseLine>(
        sql`select d.id, d.server, d.name, d.kind, d.state, d.failure, d.migrated_at,
                   (select count(*)::int from control.tenants t where t.database_id = d.id) as tenants,
                   coalesce((select jsonb_agg(jsonb_build_object('module', key,
                                              'number', split_part(value ->> 0, ':', 1)::int) order by key)
                               from jsonb_each(d.schema)), '[]') as levels
              from control.databases d
             order by d.failure is null, d.server, d.kind, d.name limit 1000`,
      )
      .execute(),
  )
}
