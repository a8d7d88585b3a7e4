import { sql } from 'kysely'
import { fileRoutes } from '#platform/files/files.routes.ts'
import type { FileTables } from '#platform/files/files.tables.ts'
import type { FileServices } from '#platform/files/objects.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Http } from '#platform/http/serve.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { customerFiles } from './files.contract.ts'

export function customerFileRoutes(
  http: Http<FileTables>,
  services: { files: FileServices; secrets: Secrets },
) {
  fileRoutes(http, {
    ...services,
    kind: 'customer',
    routes: customerFiles,
    requireSubject: async (db, id) => {
      const [customer] = await db
        .raw(sql`select id from store.customers where tenant_id = ${db.tenantId} and id = ${id}`)
        .execute()
      if (!customer) throw new DomainError('not_found')
    },
  })
}
