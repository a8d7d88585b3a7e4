import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { changeSeries, type NumberSeries, readSeries } from '#platform/numbers/series.ts'
import { post } from '#platform/outbox/outbox.ts'
import * as contract from './numbering.contract.ts'

/** How the app's numbers are written, and which comes next. */
export function numberingRoutes(http: Http<unknown>, series: readonly NumberSeries[]) {
  serveRead(http, contract.listSeries, async ({ db, can }) => ({
    items: await Promise.all(series.map((each) => readSeries(db, each))),
    can: { edit: can('settings.write') },
  }))

  serveWrite(http, contract.changeSeries, async ({ tx, params, body }) => {
    const found = series.find(({ kind }) => kind === params.kind)
    if (!found) throw new DomainError('not_found')
    const state = await changeSeries(tx, found, body)
    await post(tx, { kind: 'settings.changed', entityId: tx.tenantId, version: state.version })
    return state
  })
}
