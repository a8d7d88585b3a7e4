import type { Member } from '#platform/identity/principals.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveRead, serveWrite } from '#platform/http/serve.ts'
import { listNotifications, readNotification, readNotifications } from './bell.ts'
import * as contract from './notifications.contract.ts'
import { listPreferences, setPreference } from './preferences.ts'

/** What a member is told in the app, and how he wants to be told. */
export function notificationRoutes(http: Http<unknown>) {
  serveRead(http, contract.listNotifications, ({ db, member, query }) =>
    listNotifications(db, memberIdOf(member), query),
  )

  serveWrite(http, contract.readNotification, ({ tx, member, params }) =>
    readNotification(tx, memberIdOf(member), params.notificationId),
  )

  serveWrite(http, contract.readNotifications, ({ tx, member, body }) =>
    readNotifications(tx, memberIdOf(member), body.upTo),
  )

  serveRead(http, contract.listPreferences, async ({ db, member }) => ({
    items: await listPreferences(db, memberIdOf(member)),
  }))

  serveWrite(http, contract.setPreference, async ({ tx, member, body }) => {
    await setPreference(tx, memberIdOf(member), body)
    return body
  })
}

function memberIdOf(member: Member | null): string {
  if (!member) throw new DomainError('not_signed_in')
  return member.member.id
}
