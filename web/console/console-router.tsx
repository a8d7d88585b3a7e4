import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router'
import { sessionOptions } from '#owner/operators/web/session-queries.ts'
import { lazyPage, lazyScreen } from '#web/lazy/lazy-part.tsx'
import { isProblem, queryClient } from '#web/query-client.ts'
import { ErrorPage } from '#web/shell/error-page.tsx'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { PendingPage } from '#web/shell/pending-page.tsx'
import { ConsoleFrame } from './console-frame.tsx'

const root = createRootRoute({ component: Outlet })
const getRoot = () => root

const signIn = createRoute({
  getParentRoute: getRoot,
  path: '/sign-in',
  component: lazyScreen(() => import('#owner/operators/web/sign-in-page.tsx'), 'SignInPage'),
})
const link = createRoute({
  getParentRoute: getRoot,
  path: '/link',
  component: lazyScreen(() => import('#owner/operators/web/link-page.tsx'), 'LinkPage'),
})

/** Every page below needs an operator who has shown his second factor. */
const frame = createRoute({
  getParentRoute: getRoot,
  id: 'frame',
  beforeLoad: async () => {
    try {
      const { step } = await queryClient.ensureQueryData({ ...sessionOptions(), retry: false })
      if (step !== 'none') throw redirect({ to: '/sign-in' })
    } catch (error) {
      if (!isProblem(error, 'not_signed_in')) throw error
      throw redirect({ to: '/sign-in' })
    }
  },
  component: ConsoleFrame,
})
const getFrame = () => frame

const start = createRoute({
  getParentRoute: getFrame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tenants' as never })
  },
})
const tenants = createRoute({
  getParentRoute: getFrame,
  path: '/tenants',
  component: lazyPage(() => import('#owner/tenants/web/tenants-page.tsx'), 'TenantsPage'),
})
const tenant = createRoute({
  getParentRoute: getFrame,
  path: '/tenants/$tenantId',
  component: lazyPage(() => import('#owner/tenants/web/tenant-page.tsx'), 'TenantPage'),
})
const jobs = createRoute({
  getParentRoute: getFrame,
  path: '/jobs',
  component: lazyPage(() => import('#owner/jobs/web/jobs-page.tsx'), 'JobsPage'),
})
const deadLetters = createRoute({
  getParentRoute: getFrame,
  path: '/dead-letters',
  component: lazyPage(() => import('#owner/jobs/web/dead-letters-page.tsx'), 'DeadLettersPage'),
})
const outbox = createRoute({
  getParentRoute: getFrame,
  path: '/outbox',
  component: lazyPage(() => import('#owner/jobs/web/outbox-page.tsx'), 'OutboxPage'),
})
const databases = createRoute({
  getParentRoute: getFrame,
  path: '/databases',
  component: lazyPage(() => import('#owner/jobs/web/databases-page.tsx'), 'DatabasesPage'),
})
const operators = createRoute({
  getParentRoute: getFrame,
  path: '/operators',
  component: lazyPage(() => import('#owner/operators/web/operators-page.tsx'), 'OperatorsPage'),
})
const account = createRoute({
  getParentRoute: getFrame,
  path: '/account',
  component: lazyPage(() => import('#owner/operators/web/account-page.tsx'), 'AccountPage'),
})
const unknown = createRoute({ getParentRoute: getFrame, path: '$', component: NotFoundPage })

export const consoleRouter = createRouter({
  routeTree: root.addChildren([
    signIn,
    link,
    frame.addChildren([
      start,
      tenants,
      tenant,
      jobs,
      deadLetters,
      outbox,
      databases,
      operators,
      account,
      unknown,
    ]),
  ]),
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const entries = Object.entries(search).filter(([, value]) => value)
    return entries.length ? `?${new URLSearchParams(entries as [string, string][])}` : ''
  },
  defaultPreload: 'intent',
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})
