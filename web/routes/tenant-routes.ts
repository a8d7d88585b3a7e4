import { createRoute } from '@tanstack/react-router'
import { readAuditSearch } from '#platform/audit/web/audit-search.ts'
import { readMembersSearch } from '#platform/members/web/members-search.ts'
import { readMessagesSearch } from '#platform/notifications/web/messages-search.ts'
import { readNotificationsSearch } from '#platform/notifications/web/notifications-search.ts'
import { readSettingsSearch } from '#platform/settings/web/settings-search.ts'
import { lazyPage } from '../lazy/lazy-part.tsx'
import { NotFoundPage } from '../shell/not-found-page.tsx'
import { frameRoute } from './frame.ts'

const startRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyPage(() => import('../shell/start-page.tsx'), 'StartPage'),
})

const handoverRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/handover',
  component: lazyPage(
    () => import('#platform/identity/handover/web/handover-page.tsx'),
    'HandoverPage',
    'identity',
  ),
})

const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/members',
  validateSearch: readMembersSearch,
  component: lazyPage(() => import('#platform/members/web/members-page.tsx'), 'MembersPage', 'members'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/api-keys',
  component: lazyPage(
    () => import('#platform/identity/api/web/api-keys-page.tsx'),
    'ApiKeysPage',
    'apikeys',
    'members',
  ),
})

const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  validateSearch: readSettingsSearch,
  component: lazyPage(() => import('#platform/settings/web/settings-page.tsx'), 'SettingsPage', 'settings'),
})

const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyPage(() => import('#platform/audit/web/audit-page.tsx'), 'AuditPage', 'audit', 'actions'),
})

const notificationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/notifications',
  validateSearch: readNotificationsSearch,
  component: lazyPage(
    () => import('#platform/notifications/web/notifications-page.tsx'),
    'NotificationsPage',
    'notifications',
  ),
})

const messagesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/messages',
  validateSearch: readMessagesSearch,
  component: lazyPage(
    () => import('#platform/notifications/web/messages-page.tsx'),
    'MessagesPage',
    'messages',
  ),
})

const messageSettingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/message-settings',
  component: lazyPage(
    () => import('#platform/notifications/web/message-settings-page.tsx'),
    'MessageSettingsPage',
    'messaging',
  ),
})

const outboxRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/outbox',
  component: lazyPage(() => import('#platform/mail/web/outbox-page.tsx'), 'OutboxPage', 'mail'),
})

const accountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/account',
  component: lazyPage(
    () => import('#platform/identity/web/account-page.tsx'),
    'AccountPage',
    'identity',
    'factors',
  ),
})

/** Pages nobody has, still with the way back around them. */
const unknownRoute = createRoute({ getParentRoute: () => frameRoute, path: '$', component: NotFoundPage })

/** What every clinic and shop has. */
export const tenantRoutes = [
  startRoute,
  handoverRoute,
  membersRoute,
  apiKeysRoute,
  settingsRoute,
  auditRoute,
  notificationsRoute,
  messagesRoute,
  messageSettingsRoute,
  outboxRoute,
  accountRoute,
  unknownRoute,
] as const
