import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { findLockedThrough } from '#platform/ledger/periods.ts'
import { closeShopBooks, getShopBooks } from './books.contract.ts'
import { closeBooks } from './books.ts'

export function shopBooksRoutes(http: Http<unknown>) {
  serveRead(http, getShopBooks, async ({ db, can }) => ({
    closedThrough: await findLockedThrough(db),
    can: { edit: can('shop.write') },
  }))

  serveWrite(http, closeShopBooks, async ({ tx, body, can }) => {
    await closeBooks(tx, body.closedThrough)
    return { closedThrough: body.closedThrough, can: { edit: can('shop.write') } }
  })
}
