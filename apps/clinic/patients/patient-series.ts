import type { NumberSeries } from '#platform/numbers/series.ts'

/** `PT-3-2026-00001`: the clinic's own number is in it, so that papers of two clinics are told apart. */
export const patientSeries: NumberSeries = {
  kind: 'patient',
  prefixOf: ({ no }) => `PT-${no}`,
  counter: 'patient',
  countsByPrefix: false,
}
