import { createRouter } from '@tanstack/react-router'
import { base } from './call.ts'
import { queryClient } from './query-client.ts'
import { clinicRoutes } from './routes/clinic-routes.ts'
import { doorRoutes } from './routes/door-routes.ts'
import { frameRoute, rootRoute } from './routes/frame.ts'
import { storeRoutes } from './routes/store-routes.ts'
import { tenantRoutes } from './routes/tenant-routes.ts'
import { ErrorPage } from './shell/error-page.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { PendingPage } from './shell/pending-page.tsx'

const routeTree = rootRoute.addChildren([
  ...doorRoutes,
  frameRoute.addChildren([...clinicRoutes, ...storeRoutes, ...tenantRoutes]),
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
