import { type Http, serveRead } from '#platform/http/serve.ts'
import * as contract from './apartments.contract.ts'
import { listApartments, listTowers } from './apartments.ts'

export function apartmentRoutes(http: Http<unknown>) {
  serveRead(http, contract.listTowers, async ({ db }) => ({ items: await listTowers(db) }))

  serveRead(http, contract.listApartments, async ({ db, params }) => ({
    items: await listApartments(db, Number(params.tower)),
  }))
}
