import type { QueryKey } from '@tanstack/react-query'
import type { EventKind } from '#platform/outbox/events.ts'
import type { Hint } from '#platform/realtime/realtime.contract.ts'

/** What each kind of event makes stale. The one place where hints meet queries: every kind has its line. */
const staleBy: Record<EventKind, (hint: Hint) => QueryKey[]> = {
  'patient.registered': () => [
    ['patients', 'list'],
    ['patients', 'suggestions'],
    ['patients', 'household'],
  ],
  'patient.changed': ({ id }) => [
    ['patients', 'list'],
    ['patients', 'suggestions'],
    ['patients', 'household'],
    ['patients', 'one', id],
    ['chart', id],
  ],
  'record.imported': () => [['imports'], ['patients'], ['chart']],
  'import.changed': () => [['imports']],
  'patient.files_changed': ({ id }) => [['files', 'patients', id]],
  'customer.files_changed': ({ id }) => [['files', 'customers', id]],
  'claim.changed': () => [['claims']],
  'customer.changed': () => [['customers'], ['dashboard'], ['reports'], ['reminders']],
  'audit.verified': () => [['audit-verification']],
  'member.changed': () => [['members']],
  'settings.changed': () => [['settings'], ['session'], ['tenant'], ['shop']],
  'notification.changed': ({ id }) => [['notifications', id]],
  'message.changed': () => [['messages'], ['reminders']],
  'mail.captured': () => [['captured-mails']],
}

/** Nothing for a kind of a later release: its pages come with that release. */
export function staleAfter(hint: Hint): QueryKey[] {
  return staleBy[hint.kind as EventKind]?.(hint) ?? []
}
