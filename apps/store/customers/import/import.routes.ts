import { buffer } from 'node:stream/consumers'
import { type Http, serveUpload } from '#platform/http/serve.ts'
import { serveFile } from '#platform/http/serve-file.ts'
import { exportCustomers, importTemplate } from './export-customers.ts'
import { importSome, previewImport } from './import-customers.ts'
import * as contract from './import.contract.ts'

export function customerImportRoutes(http: Http<unknown>) {
  serveUpload(
    http,
    contract.previewCustomerImport,
    async ({ data, stream, tenant, actor, query, signal }) => {
      const content = await buffer(stream)
      return data.read(tenant, actor, (db) => previewImport(db, content, query), { signal })
    },
  )

  serveUpload(http, contract.importCustomers, async ({ data, stream, tenant, actor, query, signal }) =>
    importSome({ data, tenant, actor, signal }, await buffer(stream), query),
  )

  serveFile(http, contract.getImportTemplate, () => importTemplate())

  serveFile(http, contract.exportCustomers, ({ db, query }) => exportCustomers(db, query.archived ?? false))
}
