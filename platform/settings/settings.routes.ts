import type { AnyTenantReader } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveControl, serveRead, serveWrite } from '#platform/http/serve.ts'
import { changeProfile, readProfile } from './profile.ts'
import * as ofProfile from './profile.contract.ts'
import * as contract from './settings.contract.ts'
import { logoUrlOf } from './logo-url.ts'
import { changeSettings, readSettings, type TenantSettings } from './settings.ts'

interface SettingsOptions {
  /** Are amounts written down already? In another currency they would be other amounts. */
  hasAmounts(db: AnyTenantReader): Promise<boolean>
}

/** How a tenant is called, where it is, what it prints of itself. */
export function settingsRoutes(http: Http<unknown>, { hasAmounts }: SettingsOptions) {
  const described = ({ logo, ...settings }: TenantSettings, can: (permission: string) => boolean) => ({
    ...settings,
    logoUrl: logoUrlOf(logo),
    can: { edit: can('settings.write') },
  })

  serveControl(http, contract.getSettings, async ({ control, tenant, can }) =>
    described(await control.read((db) => readSettings(db, tenant.id)), can),
  )

  serveControl(http, contract.changeSettings, async ({ control, tenant, actor, body, can }) => {
    const { currency } = body
    if (currency !== undefined && currency !== tenant.currency) {
      const isUsed = await http.data.read(tenant, actor, hasAmounts)
      if (isUsed) throw new DomainError('in_use', { field: 'currency' })
    }
    return described(await control.run((tx) => changeSettings(tx, tenant.id, body)), can)
  })

  serveRead(http, ofProfile.getProfile, async ({ db, can }) => ({
    ...(await readProfile(db)),
    can: { edit: can('settings.write') },
  }))

  serveWrite(http, ofProfile.changeProfile, async ({ tx, body, can }) => ({
    ...(await changeProfile(tx, body)),
    can: { edit: can('settings.write') },
  }))
}
