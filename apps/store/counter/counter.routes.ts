import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { listCurrentCustomers } from '../customers/customers.ts'
import * as contract from './counter.contract.ts'
import { addPayment, addPurchase, reverseEntry, writeOff } from './counter.ts'
import { listHolds, placeHold, postHold, voidHold } from './holds.ts'
import { customerStatement } from './statement.ts'

/** A phone keeps them in a megabyte or two. */
const mostKept = 10_000

export function counterRoutes(http: Http<unknown>) {
  serveWrite(http, contract.addPurchase, ({ tx, params, body, can }) =>
    addPurchase(tx, { customerId: params.customerId, entry: body, mayOverride: can('limit.override') }),
  )

  serveWrite(http, contract.addPayment, ({ tx, params, body }) =>
    addPayment(tx, { customerId: params.customerId, entry: body }),
  )

  serveWrite(http, contract.writeOff, ({ tx, params, body }) =>
    writeOff(tx, { customerId: params.customerId, entry: body }),
  )

  serveWrite(http, contract.reverseEntry, ({ tx, params, body }) =>
    reverseEntry(tx, { entryId: params.entryId, ...body }),
  )

  serveRead(http, contract.listHolds, async ({ db, params }) => ({
    items: await listHolds(db, params.customerId),
  }))

  serveWrite(http, contract.placeHold, ({ tx, params, body }) => placeHold(tx, params.customerId, body))

  serveWrite(http, contract.postHold, ({ tx, params, body }) => postHold(tx, params.holdId, body))

  serveWrite(http, contract.voidHold, ({ tx, params }) => voidHold(tx, params.holdId))

  serveRead(http, contract.listCounterCustomers, async ({ db }) => {
    const items = await listCurrentCustomers(db, mostKept + 1)
    return {
      at: new Date().toISOString(),
      complete: items.length <= mostKept,
      items: items.slice(0, mostKept),
    }
  })

  serveRead(http, contract.getStatement, ({ db, params, query }) =>
    customerStatement(db, params.customerId, query),
  )
}
