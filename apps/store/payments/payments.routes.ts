import type { Tenant } from '@tenantry/tenancy'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveRead, serveWrite, serveWriteAfter } from '#platform/http/serve.ts'
import type { Counts } from '#platform/identity/counts.ts'
import { makePageThrottle, openLink, readFace, revokeLink } from '../links/links.ts'
import { confirmClaim, getClaim, listClaims, makeClaim, refuseClaim } from './claims.ts'
import * as claims from './claims.contract.ts'
import { askForPayment } from './ask-for-payment.ts'
import * as links from './payment-links.contract.ts'
import { listPaymentLinks } from './payment-links.ts'
import { readPaymentPage } from './payment-page.ts'

/** Asking customers for payment: the page they pay on, and what they say there. */
export function paymentRoutes(
  http: Http<unknown>,
  { address, counts }: { address: PlatformAddress; counts: Counts },
) {
  const throttle = makePageThrottle(counts)
  const faceOf = ({ id }: Tenant) => http.control.read((control) => readFace(control, id))
  const table = 'payment_links'

  serveRead(http, links.listPaymentLinks, async ({ db, params }) => ({
    items: await listPaymentLinks(db, params.customerId),
  }))

  serveWrite(http, links.addPaymentLink, ({ tx, params }) => askForPayment(tx, params.customerId, address))

  serveWrite(http, links.revokePaymentLink, ({ tx, params }) =>
    revokeLink(tx, 'payment_link', params.paymentLinkId),
  )

  serveRead(http, links.lookAtPaymentPage, async ({ db, body, author, tenant }) => {
    await throttle.look({ author })
    const link = await openLink(db, body.token, { table })
    return readPaymentPage(db, link, await faceOf(tenant))
  })

  serveWriteAfter(
    http,
    links.claimPayment,
    async (asker) => {
      await throttle.act(asker)
      return faceOf(asker.tenant)
    },
    async ({ tx, body: { token, ...said }, found: face }) => {
      const link = await openLink(tx, token, { table })
      await makeClaim(tx, link, said)
      return readPaymentPage(tx, link, face)
    },
  )

  serveRead(http, claims.listClaims, async ({ db, query, can }) => ({
    ...(await listClaims(db, query)),
    can: { decide: can('payment.write') },
  }))

  serveWrite(http, claims.confirmClaim, async ({ tx, params, body }) => {
    await confirmClaim(tx, params.claimId, body.receivedMinor)
    return getClaim(tx, params.claimId)
  })

  serveWrite(http, claims.refuseClaim, async ({ tx, params, body }) => {
    await refuseClaim(tx, params.claimId, body.reason)
    return getClaim(tx, params.claimId)
  })
}
