import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { confirmClaim, getClaim, listClaims, makeClaim, refuseClaim } from './claims.ts'
import * as claims from './claims.contract.ts'
import { askForPayment } from './ask-for-payment.ts'
import { makePageThrottle } from './page-throttle.ts'
import * as links from './payment-links.contract.ts'
import { listPaymentLinks, openLink, revokePaymentLink } from './payment-links.ts'
import { readPaymentPage } from './payment-page.ts'

/** Asking customers for payment: the page they pay on, and what they say there. */
export function paymentRoutes(http: Http<unknown>, { address }: { address: PlatformAddress }) {
  const throttle = makePageThrottle()

  serveRead(http, links.listPaymentLinks, async ({ db, params }) => ({
    items: await listPaymentLinks(db, params.customerId),
  }))

  serveWrite(http, links.addPaymentLink, ({ tx, params }) => askForPayment(tx, params.customerId, address))

  serveWrite(http, links.revokePaymentLink, ({ tx, params }) => revokePaymentLink(tx, params.paymentLinkId))

  serveRead(http, links.lookAtPaymentPage, async ({ db, body, author }) => {
    throttle.look(author.ip)
    return readPaymentPage(db, await openLink(db, body.token))
  })

  serveWrite(http, links.claimPayment, async ({ tx, body: { token, ...said }, author }) => {
    throttle.look(author.ip)
    const link = await openLink(tx, token)
    throttle.act(tx.tenantId, link.id)
    await makeClaim(tx, link, said)
    return readPaymentPage(tx, link)
  })

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
