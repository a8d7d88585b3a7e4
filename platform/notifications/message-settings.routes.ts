import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import * as contract from './message-settings.contract.ts'
import { readMessageSettings, saveMessageSettings } from './message-settings.ts'
import { listTemplates, saveOwnText } from './own-texts.ts'
import type { MessageTemplates } from './template.ts'
import { sendTestMessage } from './test-message.ts'

/** What a tenant decides about its messages: when, how often, and in which words. */
export function messageSettingsRoutes(http: Http<unknown>, { templates }: { templates: MessageTemplates }) {
  serveRead(http, contract.getMessageSettings, ({ db }) => readMessageSettings(db))

  serveWrite(http, contract.saveMessageSettings, ({ tx, body }) => saveMessageSettings(tx, body))

  serveRead(http, contract.listMessageTemplates, async ({ db }) => ({
    items: await listTemplates(db, templates),
  }))

  serveWrite(http, contract.saveMessageTemplate, ({ tx, params, body }) =>
    saveOwnText(tx, templates, { ...params, text: body }),
  )

  serveWrite(http, contract.sendTestMessage, async ({ tx, body }) => ({
    messageId: await sendTestMessage(tx, body.phone),
  }))
}
