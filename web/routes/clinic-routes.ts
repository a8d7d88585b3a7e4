import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readPatientsSearch } from '#apps/clinic/patients/web/patients-search.ts'
import { readChartSearch } from '#apps/clinic/records/web/chart-search.ts'
import { loadTexts } from '../language/language.ts'
import { frameRoute } from './frame.ts'

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

const practitionersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/practitioners',
  loader: () => loadTexts('practitioners'),
  component: lazyRouteComponent(
    () => import('#apps/clinic/practitioners/web/practitioners-page.tsx'),
    'PractitionersPage',
  ),
})

/** The pages of a clinic. */
export const clinicRoutes = [
  patientsRoute,
  patientRoute,
  importsRoute,
  importRoute,
  practitionersRoute,
] as const
