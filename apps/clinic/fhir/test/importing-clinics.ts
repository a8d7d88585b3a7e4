import type { Tenant } from '@tenantry/tenancy'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { openDeployment } from '#test/open-deployment.ts'
import { bundleOf, condition, encounter, inside, patient, practitioner, pressure, weight } from './bundles.ts'
import { type Importing, startImporting } from './importing.ts'

/** Two clinics of each test's own, in which nothing is there yet, and how files are imported into them. */
export function openImportingClinics() {
  const deployment = openDeployment()
  let importing: Importing
  let acme: Tenant
  let globex: Tenant
  beforeAll(async () => {
    importing = await startImporting(deployment)
  })
  afterAll(() => importing.remove())
  beforeEach(async () => {
    acme = await importing.newClinic()
    globex = await importing.newClinic()
  })

  return {
    deployment,
    get importing() {
      return importing
    },
    get acme() {
      return acme
    },
    get globex() {
      return globex
    },
  }
}

/** One patient with six records. */
export const meera = bundleOf([
  patient('meera'),
  practitioner('anil'),
  encounter('visit', 'meera', { participant: [{ individual: inside('anil') }] }),
  condition('asthma', 'meera', { encounter: inside('visit') }),
  weight('weight', 'meera', 72.5, { encounter: inside('visit') }),
  pressure('pressure', 'meera', 118, 76),
])
