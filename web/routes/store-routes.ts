import { createRoute } from '@tanstack/react-router'
import { readApartmentsSearch } from '#apps/store/apartments/web/apartments-search.ts'
import { readCustomersSearch } from '#apps/store/customers/web/customers-search.ts'
import { readClaimsSearch } from '#apps/store/payments/web/claims-search.ts'
import { readReportsSearch } from '#apps/store/reports/web/reports-search.ts'
import { lazyPage } from '../lazy/lazy-part.tsx'
import { frameRoute } from './frame.ts'

const counterRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/counter',
  validateSearch: ({ customer, currency }): { customer?: string; currency?: string } => ({
    ...(typeof customer === 'string' && { customer }),
    ...(typeof currency === 'string' && { currency }),
  }),
  component: lazyPage(
    () => import('#apps/store/counter/web/counter-page.tsx'),
    'CounterPage',
    'counter',
    'customers',
  ),
})

const dashboardRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/dashboard',
  component: lazyPage(
    () => import('#apps/store/dashboard/web/dashboard-page.tsx'),
    'DashboardPage',
    'dashboard',
    'customers',
  ),
})

const reportsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reports',
  validateSearch: readReportsSearch,
  component: lazyPage(() => import('#apps/store/reports/web/reports-page.tsx'), 'ReportsPage', 'reports'),
})

const remindersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reminders',
  component: lazyPage(
    () => import('#apps/store/reminders/web/reminders-page.tsx'),
    'RemindersPage',
    'reminders',
  ),
})

const customersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/customers',
  validateSearch: readCustomersSearch,
  component: lazyPage(
    () => import('#apps/store/customers/web/customers-page.tsx'),
    'CustomersPage',
    'customers',
  ),
})

const customerImportRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/customers/import',
  component: lazyPage(
    () => import('#apps/store/customers/import/web/customer-import-page.tsx'),
    'CustomerImportPage',
    'customerImport',
    'customers',
  ),
})

const customerRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/customers/$customerId',
  component: lazyPage(
    () => import('#apps/store/customers/web/customer-page.tsx'),
    'CustomerPage',
    'customers',
    'payments',
    'statements',
    'files',
  ),
})

const apartmentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/apartments',
  validateSearch: readApartmentsSearch,
  component: lazyPage(
    () => import('#apps/store/apartments/web/apartments-page.tsx'),
    'ApartmentsPage',
    'apartments',
  ),
})

const claimsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/claims',
  validateSearch: readClaimsSearch,
  component: lazyPage(() => import('#apps/store/payments/web/claims-page.tsx'), 'ClaimsPage', 'payments'),
})

const shopRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/shop',
  component: lazyPage(() => import('#apps/store/settings/web/shop-page.tsx'), 'ShopPage', 'shop'),
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
