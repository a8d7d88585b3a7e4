import { type Samples, nothing } from './asked.ts'

/** The audit. */
export const auditSamples: Samples = {
  'GET /audit/events': nothing,
  'GET /audit/export': async () => ({ query: { format: 'csv' } }),
  'GET /audit/chain': nothing,
  'GET /audit/verification': nothing,
  'POST /audit/verification': nothing,
}
