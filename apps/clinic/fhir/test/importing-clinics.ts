import type { Tenant } from '@tenantry/tenancy'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import { bundleOf, condition, encounter, inside, patient, practitioner, pressure, weight } from './bundles.ts'
import { type Importing, startImporting } from './importing.ts'

/** Two clinics of each test's own, in which nothing is there yet, and how files are imported into them. */
export function openImportingClinics() {
  let deployment: Deployment
  let importing: Importing
  let acme: Tenant
  let globex: Tenant
  beforeAll(async () => {
    deployment = await startDeployment()
    importing = await startImporting(deployment)
  })
  afterAll(async () => {
    await importing.remove()
    await deployment.close()
  })
  beforeEach(async () => {
    acme = await importing.newClinic()
    globex = await importing.newClinic()
  })

  return {
    get deployment() {
      return deployment
    },
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
