import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readApartmentsSearch } from '#apps/store/apartments/web/apartments-search.ts'
import { readCustomersSearch } from '#apps/store/customers/web/customers-search.ts'
import { readClaimsSearch } from '#apps/store/payments/web/claims-search.ts'
import { readReportsSearch } from '#apps/store/reports/web/reports-search.ts'
import { loadTexts } from '../language/language.ts'
import { frameRoute } from './frame.ts'

const counterRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/counter',
  validateSearch: ({ customer, currency }): { customer?: string; currency?: string } => ({
    ...(typeof customer === 'string' && { customer }),
    ...(typeof currency === 'string' && { currency }),
  }),
  loader: () => loadTexts('counter', 'customers'),
  component: lazyRouteComponent(() => import('#apps/store/counter/web/counter-page.tsx'), 'CounterPage'),
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

const reportsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reports',
  validateSearch: readReportsSearch,
  loader: () => loadTexts('reports'),
  component: lazyRouteComponent(() => import('#apps/store/reports/web/reports-page.tsx'), 'ReportsPage'),
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
  loader: () => loadTexts('customers', 'payments', 'statements', 'files'),
  component: lazyRouteComponent(() => import('#apps/store/customers/web/customer-page.tsx'), 'CustomerPage'),
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

const claimsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/claims',
  validateSearch: readClaimsSearch,
  loader: () => loadTexts('payments'),
  component: lazyRouteComponent(() => import('#apps/store/payments/web/claims-page.tsx'), 'ClaimsPage'),
})

const shopRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/shop',
  loader: () => loadTexts('shop'),
  component: lazyRouteComponent(() => import('#apps/store/settings/web/shop-page.tsx'), 'ShopPage'),
})

/** The pages of a shop. */
export const storeRoutes = [
  counterRoute,
  dashboardRoute,
  reportsRoute,
  remindersRoute,
  customersRoute,
  customerImportRoute,
  customerRoute,
  apartmentsRoute,
  claimsRoute,
  shopRoute,
] as const
