import { type Http, serveWrite } from '#platform/http/serve.ts'
import { convertDebt } from './conversions.ts'
import * as contract from './conversions.contract.ts'

export function conversionRoutes(http: Http<unknown>) {
  serveWrite(http, contract.convertDebt, ({ tx, params, body }) =>
    convertDebt(tx, { customerId: params.customerId, ...body }),
  )
}
