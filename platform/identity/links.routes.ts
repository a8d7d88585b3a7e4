import { type Http, serveControl } from '#platform/http/serve.ts'
import { confirmEmail } from './email-address.ts'
import { lookAtPasswordLink, setPasswordByLink } from './forgotten-password.ts'
import type { KnownDevices } from './known-devices.ts'
import type { LinkThrottle } from './link-throttle.ts'
import * as contract from './links.contract.ts'
import { requestLink } from './one-time-links.ts'

interface LinkOptions {
  askForLink: LinkThrottle
  devices: KnownDevices
}

/** What links that travel by mail are for. Whoever has such a link needs no session. */
export function linkRoutes<Tables>(http: Http<Tables>, options: LinkOptions) {
  const { askForLink, devices } = options

  serveControl(http, contract.askForPasswordLink, async ({ control, tenant, body: { email }, exchange }) => {
    await askForLink(email, exchange.ip)
    await control.run((tx) => requestLink(tx, { kind: 'reset_password', tenantId: tenant.id, email }))
  })

  serveControl(http, contract.lookAtPasswordLink, ({ control, tenant, body }) =>
    lookAtPasswordLink(control, tenant.id, body.token),
  )

  serveControl(http, contract.setPasswordByLink, async ({ control, tenant, body, exchange }) => {
    const { email } = await setPasswordByLink(control, tenant, body)
    // The way in for whoever is held back because others fail in his name.
    exchange.setHeader('set-cookie', devices.remember(exchange.headers, email))
  })

  serveControl(http, contract.confirmEmail, ({ control, tenant, body }) =>
    confirmEmail(control, tenant.id, body.token),
  )
}
