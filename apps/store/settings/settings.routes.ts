import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { changeShopSettings, getShopSettings } from './settings.contract.ts'
import { changeSettings, readSettings } from './settings.ts'

export function shopSettingsRoutes(http: Http<unknown>) {
  serveRead(http, getShopSettings, async ({ db, tenant, can }) => ({
    ...(await readSettings(db)),
    currency: tenant.currency,
    can: { edit: can('shop.write') },
  }))

  serveWrite(http, changeShopSettings, async ({ tx, body, tenant, can }) => ({
    ...(await changeSettings(tx, body)),
    currency: tenant.currency,
    can: { edit: can('shop.write') },
  }))
}
