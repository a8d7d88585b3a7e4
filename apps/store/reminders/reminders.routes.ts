import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { previewReminders, sendReminders } from './reminders.ts'
import * as contract from './reminders.contract.ts'
import { changeReminderRules, readReminderRules } from './rules.ts'

export function reminderRoutes(http: Http<unknown>, { address }: { address: PlatformAddress }) {
  serveRead(http, contract.previewReminders, async ({ db, query }) => ({
    items: await previewReminders(db, query.customerId ? [query.customerId] : undefined),
  }))

  serveWrite(http, contract.sendReminders, ({ tx, body }) => sendReminders(tx, body.customerIds, address))

  serveRead(http, contract.getReminderRules, async ({ db, can }) => ({
    ...(await readReminderRules(db)),
    can: { edit: can('shop.write') },
  }))

  serveWrite(http, contract.changeReminderRules, async ({ tx, body, can }) => ({
    ...(await changeReminderRules(tx, body)),
    can: { edit: can('shop.write') },
  }))
}
