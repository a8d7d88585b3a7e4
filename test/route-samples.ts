import type { Samples } from './route-samples/asked.ts'
import { auditSamples } from './route-samples/audit.ts'
import { clinicSamples } from './route-samples/clinic.ts'
import { fileRouteSamples } from './route-samples/files.ts'
import { identitySamples } from './route-samples/identity.ts'
import { membersSamples } from './route-samples/members.ts'
import { messagesSamples } from './route-samples/messages.ts'
import { settingsSamples } from './route-samples/settings.ts'
import { storeSamples } from './route-samples/store.ts'

export type { Asked } from './route-samples/asked.ts'

/**
 * How each route is asked by a clinic's own people, with ids of what the clinic has. A route without a line here fails the
 * isolation test.
 */
export const samples: Samples = {
  ...identitySamples,
  ...messagesSamples,
  ...auditSamples,
  ...membersSamples,
  ...settingsSamples,
  ...clinicSamples,
  ...fileRouteSamples,
  ...storeSamples,
}
