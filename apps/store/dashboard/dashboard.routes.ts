import { type Http, serveRead } from '#platform/http/serve.ts'
import { getDashboard } from './dashboard.contract.ts'
import { readDashboard } from './dashboard.ts'

export function dashboardRoutes(http: Http<unknown>) {
  serveRead(http, getDashboard, ({ db, query }) => readDashboard(db, query.currency))
}
