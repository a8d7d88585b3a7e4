import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import * as contract from './offices.contract.ts'
import * as offices from './offices.ts'
import type { OfficeTables } from './offices.tables.ts'

/** Where a tenant's people work. */
export function officeRoutes(http: Http<OfficeTables>) {
  serveRead(http, contract.listOffices, async ({ db, can }) => ({
    items: await offices.listOffices(db),
    can: { edit: can('settings.write') },
  }))

  serveWrite(http, contract.createOffice, ({ tx, body }) => offices.createOffice(tx, body))

  serveWrite(http, contract.changeOffice, ({ tx, params, version, body }) =>
    offices.changeOffice(tx, { id: params.officeId, version }, body),
  )

  serveWrite(http, contract.archiveOffice, ({ tx, params }) => offices.archiveOffice(tx, params.officeId))

  serveWrite(http, contract.reopenOffice, ({ tx, params }) => offices.reopenOffice(tx, params.officeId))

  serveWrite(http, contract.makeOfficeDefault, ({ tx, params }) =>
    offices.makeOfficeDefault(tx, params.officeId),
  )
}
