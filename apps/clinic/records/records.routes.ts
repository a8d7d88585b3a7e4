import { type Http, serveRead } from '#platform/http/serve.ts'
import { getChart } from './chart.ts'
import type { ChartTables } from './chart.tables.ts'
import { listRecords } from './list-records.ts'
import { getOriginal, listDirectory } from './originals.ts'
import * as originals from './originals.contract.ts'
import { getRecord } from './record-detail.ts'
import * as contract from './records.contract.ts'
import { listTimeline } from './timeline.ts'
import { getTrend } from './trend.ts'

export function recordRoutes(http: Http<ChartTables>) {
  serveRead(http, contract.getChart, ({ db, params }) => getChart(db, params.patientId))
  serveRead(http, contract.listTimeline, ({ db, params, query }) => listTimeline(db, { ...params, ...query }))
  serveRead(http, contract.listRecords, ({ db, params, query }) => listRecords(db, { ...params, ...query }))
  serveRead(http, contract.getRecord, ({ db, params, query }) => getRecord(db, { ...params, ...query }))
  serveRead(http, originals.listDirectory, ({ db, query }) => listDirectory(db, query))
  serveRead(http, originals.getOriginal, ({ db, params, query }) => getOriginal(db, { ...params, ...query }))
  serveRead(http, contract.getTrend, ({ db, params }) => getTrend(db, params))
}
