import { type Http, serveStream } from '#platform/http/serve.ts'
import type { EventKind } from '#platform/outbox/events.ts'
import type { Permission } from '#contract/route.ts'
import type { LiveUpdates } from './live-updates.ts'
import * as contract from './realtime.contract.ts'

interface RealtimeOptions {
  live: LiveUpdates
  /** Which permission each kind of event wants. */
  kinds: Readonly<Record<string, Permission>>
}

export function realtimeRoutes(http: Http<unknown>, { live, kinds }: RealtimeOptions) {
  const hearsFor = (can: (permission: string) => boolean) => {
    const heard = new Set(
      Object.entries(kinds).flatMap(([kind, permission]) =>
        permission === 'member' || can(permission) ? [kind] : [],
      ),
    )
    return (kind: EventKind) => heard.has(kind)
  }

  serveStream(
    http,
    contract.watchEvents,
    async ({ tenant, member, can, query, session, lastEventId, begin }) => {
      const who = { tenantId: tenant.id, accountId: member.account.id }
      live.assertRoom(who)
      const watcher = { ...who, roles: member.member.roles, session, hears: hearsFor(can) }
      const { after, once } = query
      await live.open(begin(), watcher, { after: lastEventId ?? after, once: once ?? false })
    },
  )
}
