import type { PlatformAddress } from '#platform/http/find-place.ts'
import { serveFile } from '#platform/http/serve-file.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import type { Counts } from '#platform/identity/counts.ts'
import { makePageThrottle, readFace, revokeLink } from '../links/links.ts'
import * as contract from './statement-links.contract.ts'
import { addStatementLink, listStatementLinks } from './statement-links.ts'
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
    revokeLink(tx, 'statement_link', params.statementLinkId),
  )

  serveRead(http, contract.lookAtStatementPage, async ({ db, body, author, tenant }) => {
    await throttle.look({ author })
    const link = await openStatementLink(db, body.token)
    const face = await http.control.read((control) => readFace(control, tenant.id))
    return readStatementPage(db, link, { cursor: body.cursor, face })
  })

  serveFile(http, contract.getStatementPageFile, async ({ db, body, author }) => {
    await throttle.act({ author, body })
    const link = await openStatementLink(db, body.token)
    return printStatementPage(db, link, body.language)
  })
}
