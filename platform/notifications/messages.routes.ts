import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { markSentByHand, retryMessage } from './by-hand.ts'
import * as contract from './messages.contract.ts'
import { getMessage, listMessages } from './messages.ts'

/** What was said to others, and what people do about what was not. */
export function messageRoutes(http: Http<unknown>) {
  serveRead(http, contract.listMessages, ({ db, query, can }) => listMessages(db, query, can))

  serveRead(http, contract.getMessage, ({ db, params, can }) => getMessage(db, params.messageId, can))

  serveWrite(http, contract.markSentByHand, async ({ tx, params, can }) => {
    await markSentByHand(tx, params.messageId)
    return getMessage(tx, params.messageId, can)
  })

  serveWrite(http, contract.retryMessage, async ({ tx, params, can }) => {
    await retryMessage(tx, params.messageId)
    return getMessage(tx, params.messageId, can)
  })
}
