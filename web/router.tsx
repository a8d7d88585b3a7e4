import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { readPatientsSearch } from '#apps/clinic/patients/web/patients-search.ts'
import { readChartSearch } from '#apps/clinic/records/web/chart-search.ts'
import { readApartmentsSearch } from '#apps/store/apartments/web/apartments-search.ts'
import { readCustomersSearch } from '#apps/store/customers/web/customers-search.ts'
import { readClaimsSearch } from '#apps/store/payments/web/claims-search.ts'
import { readReportsSearch } from '#apps/store/reports/web/reports-search.ts'
import { sessionOptions } from '#platform/identity/web/session-queries.ts'
import { readAuditSearch } from '#platform/audit/web/audit-search.ts'
import { readMessagesSearch } from '#platform/notifications/web/messages-search.ts'
import { readNotificationsSearch } from '#platform/notifications/web/notifications-search.ts'
import { readMembersSearch } from '#platform/members/web/members-search.ts'
import { readSettingsSearch } from '#platform/settings/web/settings-search.ts'
import { base } from './call.ts'
import { loadTexts } from './language/language.ts'
import { isProblem, queryClient } from './query-client.ts'
import { AppFrame } from './shell/app-frame.tsx'
import { ErrorPage } from './shell/error-page.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { PendingPage } from './shell/pending-page.tsx'

const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ ...(isOwnPath(search.next) && { next: search.next }) }),
  loader: () => loadTexts('identity', 'factors'),
  component: lazyRouteComponent(() => import('#platform/identity/web/sign-in-page.tsx'), 'SignInPage'),
})

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(() => import('#platform/identity/web/join-page.tsx'), 'JoinPage'),
})

const changePasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/change-password',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/change-password-page.tsx'),
    'ChangePasswordPage',
  ),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
})

const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/set-password-page.tsx'),
    'SetPasswordPage',
  ),
})

const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/confirm-email-page.tsx'),
    'ConfirmEmailPage',
  ),
})

const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  loader: () => loadTexts('identity', 'factors'),
  component: lazyRouteComponent(() => import('#platform/identity/factors/web/enrol-page.tsx'), 'EnrolPage'),
})

const enterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enter',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(() => import('#platform/identity/handover/web/enter-page.tsx'), 'EnterPage'),
})

/** Every page below needs a session of this tenant. */
const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await context.queries.ensureQueryData({ ...sessionOptions(), retry: false })
      if (session.limit === 'temporary_password') throw redirect({ to: '/change-password' })
      if (session.limit === 'enrol_factor') throw redirect({ to: '/second-factor' })
      if (session.limit === 'second_factor') throw redirect({ to: '/sign-in' })
    } catch (error) {
      if (!isProblem(error, 'not_signed_in')) throw error
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    }
  },
  component: AppFrame,
  errorComponent: lazyRouteComponent(() => import('./shell/frame-error-page.tsx'), 'FrameErrorPage'),
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

const startRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./shell/start-page.tsx'), 'StartPage'),
})

const patientsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/patients',
  validateSearch: readPatientsSearch,
  loader: () => loadTexts('patients'),
  component: lazyRouteComponent(() => import('#apps/clinic/patients/web/patients-page.tsx'), 'PatientsPage'),
})

const patientRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/patients/$patientId',
  validateSearch: readChartSearch,
  loader: () => loadTexts('patients', 'records', 'files'),
  component: lazyRouteComponent(() => import('#apps/clinic/records/web/patient-page.tsx'), 'PatientPage'),
})

const counterRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/counter',
  validateSearch: ({ customer }): { customer?: string } => ({
    ...(typeof customer === 'string' && { customer }),
  }),
  loader: () => loadTexts('counter', 'customers'),
  component: lazyRouteComponent(() => import('#apps/store/counter/web/counter-page.tsx'), 'CounterPage'),
})

const shopRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/shop',
  loader: () => loadTexts('shop'),
  component: lazyRouteComponent(() => import('#apps/store/settings/web/shop-page.tsx'), 'ShopPage'),
})

const dashboardRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/dashboard',
  loader: () => loadTexts('dashboard', 'customers'),
  component: lazyRouteComponent(
    () => import('#apps/store/dashboard/web/dashboard-page.tsx'),
    'DashboardPage',
  ),
})

const remindersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reminders',
  loader: () => loadTexts('reminders'),
  component: lazyRouteComponent(
    () => import('#apps/store/reminders/web/reminders-page.tsx'),
    'RemindersPage',
  ),
})

const reportsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reports',
  validateSearch: readReportsSearch,
  loader: () => loadTexts('reports'),
  component: lazyRouteComponent(() => import('#apps/store/reports/web/reports-page.tsx'), 'ReportsPage'),
})

const customersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/customers',
  validateSearch: readCustomersSearch,
  loader: () => loadTexts('customers'),
  component: lazyRouteComponent(
    () => import('#apps/store/customers/web/customers-page.tsx'),
    'CustomersPage',
  ),
})

const apartmentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/apartments',
  validateSearch: readApartmentsSearch,
  loader: () => loadTexts('apartments'),
  component: lazyRouteComponent(
    () => import('#apps/store/apartments/web/apartments-page.tsx'),
    'ApartmentsPage',
  ),
})

const customerImportRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/customers/import',
  loader: () => loadTexts('customerImport', 'customers'),
  component: lazyRouteComponent(
    () => import('#apps/store/customers/import/web/customer-import-page.tsx'),
    'CustomerImportPage',
  ),
})

const customerRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/customers/$customerId',
  loader: () => loadTexts('customers', 'payments', 'files'),
  component: lazyRouteComponent(() => import('#apps/store/customers/web/customer-page.tsx'), 'CustomerPage'),
})

const claimsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/claims',
  validateSearch: readClaimsSearch,
  loader: () => loadTexts('payments'),
  component: lazyRouteComponent(() => import('#apps/store/payments/web/claims-page.tsx'), 'ClaimsPage'),
})

const importsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/imports',
  loader: () => loadTexts('imports'),
  component: lazyRouteComponent(() => import('#apps/clinic/fhir/web/imports-page.tsx'), 'ImportsPage'),
})

const importRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/imports/$importId',
  loader: () => loadTexts('imports'),
  component: lazyRouteComponent(() => import('#apps/clinic/fhir/web/import-page.tsx'), 'ImportPage'),
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

const practitionersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/practitioners',
  loader: () => loadTexts('practitioners'),
  component: lazyRouteComponent(
    () => import('#apps/clinic/practitioners/web/practitioners-page.tsx'),
    'PractitionersPage',
  ),
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

const routeTree = rootRoute.addChildren([
  signInRoute,
  joinRoute,
  changePasswordRoute,
  enrolRoute,
  forgotPasswordRoute,
  setPasswordRoute,
  confirmEmailRoute,
  enterRoute,
  frameRoute.addChildren([
    handoverRoute,
    startRoute,
    patientsRoute,
    patientRoute,
    counterRoute,
    dashboardRoute,
    reportsRoute,
    remindersRoute,
    customersRoute,
    shopRoute,
    apartmentsRoute,
    customerImportRoute,
    customerRoute,
    claimsRoute,
    importsRoute,
    importRoute,
    membersRoute,
    apiKeysRoute,
    practitionersRoute,
    settingsRoute,
    auditRoute,
    notificationsRoute,
    messagesRoute,
    messageSettingsRoute,
    outboxRoute,
    accountRoute,
    unknownRoute,
  ]),
])

export const router = createRouter({
  routeTree,
  basepath: base || '/',
  context: { queries: queryClient },
  // Addresses people can read: `?q=42`, not the router's own JSON.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => addressSearch(search),
  defaultPreload: 'intent',
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})

/** A place of this app, never another site's address. */
export function isOwnPath(next: unknown): next is string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next)
}

function addressSearch(search: Record<string, unknown>) {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined)
  return entries.length === 0
    ? ''
    : `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
