import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { archiveCustomer, restoreCustomer } from './archive-customer.ts'
import * as contract from './customers.contract.ts'
import { addCustomer, changeCustomer } from './customers.ts'
import { getCustomer } from './get-customer.ts'
import { listCustomers } from './list-customers.ts'

export function customerRoutes(http: Http<unknown>) {
  serveRead(http, contract.listCustomers, ({ db, query }) => listCustomers(db, query))

  serveWrite(http, contract.addCustomer, async ({ tx, body, can }) =>
    getCustomer(tx, await addCustomer(tx, body), can),
  )

  serveRead(http, contract.getCustomer, ({ db, params, can }) => getCustomer(db, params.customerId, can))

  serveWrite(http, contract.changeCustomer, async ({ tx, params, version, body, can }) => {
    await changeCustomer(tx, { id: params.customerId, version, change: body })
    return getCustomer(tx, params.customerId, can)
  })

  serveWrite(http, contract.archiveCustomer, ({ tx, params }) => archiveCustomer(tx, params.customerId))

  serveWrite(http, contract.restoreCustomer, ({ tx, params }) => restoreCustomer(tx, params.customerId))
}
