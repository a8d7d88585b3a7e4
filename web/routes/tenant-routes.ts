import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readAuditSearch } from '#platform/audit/web/audit-search.ts'
import { readMembersSearch } from '#platform/members/web/members-search.ts'
import { readMessagesSearch } from '#platform/notifications/web/messages-search.ts'
import { readNotificationsSearch } from '#platform/notifications/web/notifications-search.ts'
import { readSettingsSearch } from '#platform/settings/web/settings-search.ts'
import { loadTexts } from '../language/language.ts'
import { NotFoundPage } from '../shell/not-found-page.tsx'
import { frameRoute } from './frame.ts'

const startRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../shell/start-page.tsx'), 'StartPage'),
})

const handoverRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/handover',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/handover/web/handover-page.tsx'),
    'HandoverPage',
  ),
})

const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/members',
  validateSearch: readMembersSearch,
  loader: () => loadTexts('members'),
  component: lazyRouteComponent(() => import('#platform/members/web/members-page.tsx'), 'MembersPage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/api-keys',
  loader: () => loadTexts('apikeys', 'members'),
  component: lazyRouteComponent(() => import('#platform/identity/api/web/api-keys-page.tsx'), 'ApiKeysPage'),
})

const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  validateSearch: readSettingsSearch,
  loader: () => loadTexts('settings'),
  component: lazyRouteComponent(() => import('#platform/settings/web/settings-page.tsx'), 'SettingsPage'),
})

const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  loader: () => loadTexts('audit', 'actions'),
  component: lazyRouteComponent(() => import('#platform/audit/web/audit-page.tsx'), 'AuditPage'),
})

const notificationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/notifications',
  validateSearch: readNotificationsSearch,
  loader: () => loadTexts('notifications'),
  component: lazyRouteComponent(
    () => import('#platform/notifications/web/notifications-page.tsx'),
    'NotificationsPage',
  ),
})

const messagesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/messages',
  validateSearch: readMessagesSearch,
  loader: () => loadTexts('messages'),
  component: lazyRouteComponent(
    () => import('#platform/notifications/web/messages-page.tsx'),
    'MessagesPage',
  ),
})

const messageSettingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/message-settings',
  loader: () => loadTexts('messaging'),
  component: lazyRouteComponent(
    () => import('#platform/notifications/web/message-settings-page.tsx'),
    'MessageSettingsPage',
  ),
})

const outboxRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/outbox',
  loader: () => loadTexts('mail'),
  component: lazyRouteComponent(() => import('#platform/mail/web/outbox-page.tsx'), 'OutboxPage'),
})

const accountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/account',
  loader: () => loadTexts('identity', 'factors'),
  component: lazyRouteComponent(() => import('#platform/identity/web/account-page.tsx'), 'AccountPage'),
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
