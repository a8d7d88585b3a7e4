import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveRead, serveUpload, serveWrite } from '#platform/http/serve.ts'
import type { FhirTables } from './fhir.tables.ts'
import { acceptUpload, type ImportRunner } from './import-runner.ts'
import * as contract from './imports.contract.ts'
import {
  cancelImport,
  defaultSource,
  getImport,
  importReply,
  insertImport,
  listImportProblems,
  listImports,
} from './imports.ts'
import type { Uploads } from './uploads.ts'

interface ImportServices {
  uploads: Uploads
  runner: ImportRunner
  /** The largest file that is taken; at most `uploadLimitBytes` of the contract. */
  uploadBytes: number
}

export function importRoutes(http: Http<FhirTables>, { uploads, runner, uploadBytes }: ImportServices) {
  serveWrite(http, contract.createImport, async ({ tx, body, member }) => {
    if (body.sizeBytes > uploadBytes) throw new DomainError('too_large', { field: 'sizeBytes' })
    const { name, sizeBytes, source = defaultSource } = body
    const createdBy = member?.account.id ?? null
    return importReply(await insertImport(tx, { name, sizeBytes, source, receivedBytes: 0, createdBy }))
  })

  serveUpload(http, contract.sendImportContent, async ({ data, stream, tenant, actor, params, query }) => {
    const { importId } = params
    const offset = query.offset ?? 0
    const row = await data.read(tenant, actor, (db) => getImport(db, importId))
    if (row.state !== 'uploading') throw new DomainError('conflict', { detail: 'The file is here already.' })
    if (offset !== row.receivedBytes) {
      throw new DomainError('conflict', { field: 'offset', detail: `Go on from ${row.receivedBytes}.` })
    }
    const { sizeBytes } = row
    const receivedBytes = await uploads.receive({ tenantId: tenant.id, importId }, stream, {
      offset,
      sizeBytes,
    })
    await data.one(tenant, actor, (tx) =>
      tx
        .updateTable('clinic.imports')
        .set({ receivedBytes })
        .where('id', '=', importId)
        .where('state', '=', 'uploading')
        .where('receivedBytes', '=', offset),
    )
    if (receivedBytes === sizeBytes) {
      await acceptUpload(data, tenant, importId)
      runner.wake()
    }
    return importReply(await data.read(tenant, actor, (db) => getImport(db, importId)))
  })

  serveWrite(http, contract.cancelImport, async ({ tx, params }) =>
    importReply(await cancelImport(tx, params.importId)),
  )

  serveRead(http, contract.listImports, ({ db, query }) => listImports(db, query))

  serveRead(http, contract.getImport, async ({ db, params }) =>
    importReply(await getImport(db, params.importId)),
  )

  serveRead(http, contract.listImportProblems, ({ db, params, query }) =>
    listImportProblems(db, { importId: params.importId, ...query }),
  )
}
