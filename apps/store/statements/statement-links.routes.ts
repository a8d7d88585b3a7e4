import type { PlatformAddress } from '#platform/http/find-place.ts'
import { serveFile } from '#platform/http/serve-file.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import type { Counts } from '#platform/identity/counts.ts'
import { makePageThrottle } from '../payments/payments.ts'
import * as contract from './statement-links.contract.ts'
import { addStatementLink, listStatementLinks, revokeStatementLink } from './statement-links.ts'
import { openStatementLink, printStatementPage, readStatementPage } from './statement-page.ts'

/** Handing a customer his statement by a link, and the page that it opens. */
export function statementLinkRoutes(
  http: Http<unknown>,
  { address, counts }: { address: PlatformAddress; counts: Counts },
) {
  const throttle = makePageThrottle(counts)

  serveRead(http, contract.listStatementLinks, async ({ db, params }) => ({
    items: await listStatementLinks(db, params.customerId),
  }))

  serveWrite(http, contract.addStatementLink, ({ tx, params, body }) =>
    addStatementLink(tx, { customerId: params.customerId, address, ...body }),
  )

  serveWrite(http, contract.revokeStatementLink, ({ tx, params }) =>
    revokeStatementLink(tx, params.statementLinkId),
  )

  serveRead(http, contract.lookAtStatementPage, async ({ db, body, author }) => {
    await throttle.look({ author })
    return readStatementPage(db, await openStatementLink(db, body.token), body.cursor)
  })

  serveFile(http, contract.getStatementPageFile, async ({ db, body, author }) => {
    await throttle.act({ author, body })
    const link = await openStatementLink(db, body.token)
    return printStatementPage(db, link, body.language)
  })
}
