import { type Http, serveControl } from '#platform/http/serve.ts'
import { confirmEmail } from './email-address.ts'
import { lookAtPasswordLink, setPasswordByLink } from './forgotten-password.ts'
import type { LinkThrottle } from './link-throttle.ts'
import * as contract from './links.contract.ts'
import { requestLink } from './one-time-links.ts'

/** What links that travel by mail are for. Whoever has such a link needs no session. */
export function linkRoutes<Tables>(http: Http<Tables>, { askForLink }: { askForLink: LinkThrottle }) {
  serveControl(http, contract.askForPasswordLink, async ({ control, tenant, body: { email }, exchange }) => {
    askForLink(email, exchange.ip)
    await control.run((tx) => requestLink(tx, { kind: 'reset_password', tenantId: tenant.id, email }))
  })

  serveControl(http, contract.lookAtPasswordLink, ({ control, tenant, body }) =>
    lookAtPasswordLink(control, tenant.id, body.token),
  )

  serveControl(http, contract.setPasswordByLink, ({ control, tenant, body }) =>
    setPasswordByLink(control, tenant, body),
  )

  serveControl(http, contract.confirmEmail, ({ control, tenant, body }) =>
    confirmEmail(control, tenant.id, body.token),
  )
}
