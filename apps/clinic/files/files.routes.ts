import { sql } from 'kysely'
import { fileRoutes } from '#platform/files/files.routes.ts'
import type { FileTables } from '#platform/files/files.tables.ts'
import type { FileServices } from '#platform/files/objects.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Http } from '#platform/http/serve.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { patientFiles } from './files.contract.ts'

export function patientFileRoutes(
  http: Http<FileTables>,
  services: { files: FileServices; secrets: Secrets },
) {
  fileRoutes(http, {
    ...services,
    kind: 'patient',
    routes: patientFiles,
    requireSubject: async (db, id) => {
      const [patient] = await db
        .raw(sql`select id from clinic.patients where tenant_id = ${db.tenantId} and id = ${id}`)
        .execute()
      if (!patient) throw new DomainError('not_found')
    },
  })
}
