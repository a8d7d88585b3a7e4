import { createRoute } from '@tanstack/react-router'
import { readPatientsSearch } from '#apps/clinic/patients/web/patients-search.ts'
import { readChartSearch } from '#apps/clinic/records/web/chart-search.ts'
import { lazyPage } from '../lazy/lazy-part.tsx'
import { frameRoute } from './frame.ts'

const patientsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/patients',
  validateSearch: readPatientsSearch,
  component: lazyPage(
    () => import('#apps/clinic/patients/web/patients-page.tsx'),
    'PatientsPage',
    'patients',
  ),
})

const patientRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/patients/$patientId',
  validateSearch: readChartSearch,
  component: lazyPage(
    () => import('#apps/clinic/records/web/patient-page.tsx'),
    'PatientPage',
    'patients',
    'records',
    'files',
  ),
})

const importsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/imports',
  component: lazyPage(() => import('#apps/clinic/fhir/web/imports-page.tsx'), 'ImportsPage', 'imports'),
})

const importRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/imports/$importId',
  component: lazyPage(() => import('#apps/clinic/fhir/web/import-page.tsx'), 'ImportPage', 'imports'),
})

const practitionersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/practitioners',
  component: lazyPage(
    () => import('#apps/clinic/practitioners/web/practitioners-page.tsx'),
    'PractitionersPage',
    'practitioners',
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
