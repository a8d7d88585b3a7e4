import type { ImportRunner } from '#apps/clinic/fhir/import-runner.ts'
import { uploadLimitBytes } from '#apps/clinic/fhir/imports.contract.ts'
import { importRoutes } from '#apps/clinic/fhir/imports.routes.ts'
import type { Uploads } from '#apps/clinic/fhir/uploads.ts'
import { patientFileRoutes } from '#apps/clinic/files/files.routes.ts'
import { patientSeries } from '#apps/clinic/patients/patient-series.ts'
import { patientRoutes } from '#apps/clinic/patients/patients.routes.ts'
import { practitionerRoutes } from '#apps/clinic/practitioners/practitioners.routes.ts'
import { hasFees } from '#apps/clinic/practitioners/practitioners.ts'
import { recordRoutes } from '#apps/clinic/records/records.routes.ts'
import type { FileServices } from '#platform/files/objects.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { whatsAppCallbackRoutes } from '#platform/notifications/whatsapp/callbacks.routes.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { numberingRoutes } from '#platform/settings/numbering.routes.ts'
import { settingsRoutes } from '#platform/settings/settings.routes.ts'
import type { HttpOf } from './platform-areas.ts'

interface ClinicServices {
  address: PlatformAddress
  secrets: Secrets
  files: FileServices
  /** Bundles that came to be imported, and who works them off. */
  uploads: Uploads
  runner: ImportRunner
}

/** What a clinic has beside what every app has, and what of the platform it fills in its own way. */
export function mountClinicAreas(http: HttpOf, services: ClinicServices) {
  const { address, secrets, files, uploads, runner } = services
  settingsRoutes(http(), { hasAmounts: hasFees })
  numberingRoutes(http(), [patientSeries])
  whatsAppCallbackRoutes(http(), { secrets, address })
  patientRoutes(http())
  practitionerRoutes(http())
  recordRoutes(http())
  patientFileRoutes(http(), { files, secrets })
  importRoutes(http(), { uploads, runner, uploadBytes: uploadLimitBytes })
}
