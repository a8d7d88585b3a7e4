import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveRead, serveWrite, serveWriteAfter } from '#platform/http/serve.ts'
import type { Counts } from '#platform/identity/counts.ts'
import { confirmClaim, getClaim, listClaims, makeClaim, refuseClaim } from './claims.ts'
import * as claims from './claims.contract.ts'
import { askForPayment } from './ask-for-payment.ts'
import { makePageThrottle } from './page-throttle.ts'
import * as links from './payment-links.contract.ts'
import { listPaymentLinks, openLink, revokePaymentLink } from './payment-links.ts'
import { readPaymentPage } from './payment-page.ts'

/** Asking customers for payment: the page they pay on, and what they say there. */
export function paymentRoutes(
  http: Http<unknown>,
  { address, counts }: { address: PlatformAddress; counts: Counts },
) {
  const throttle = makePageThrottle(counts)

  serveRead(http, links.listPaymentLinks, async ({ db, params }) => ({
    items: await listPaymentLinks(db, params.customerId),
  }))

  serveWrite(http, links.addPaymentLink, ({ tx, params }) => askForPayment(tx, params.customerId, address))

  serveWrite(http, links.revokePaymentLink, ({ tx, params }) => revokePaymentLink(tx, params.paymentLinkId))

  serveRead(http, links.lookAtPaymentPage, async ({ db, body, author }) => {
    await throttle.look({ author })
    return readPaymentPage(db, await openLink(db, body.token))
  })

  serveWriteAfter(http, links.claimPayment, throttle.act, async ({ tx, body: { token, ...said } }) => {
    const link = await openLink(tx, token)
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
