import type { NumberSeries } from '#platform/numbers/series.ts'

/** `INV-2026-00001`: what a customer is given for a purchase. */
export const purchaseSeries: NumberSeries = {
  kind: 'receipt',
  prefixOf: () => 'INV',
  counter: 'receipt',
  countsByPrefix: true,
}

/** `PAY-2026-00001`: what he is given for a payment. */
export const paymentSeries: NumberSeries = {
  kind: 'payment',
  prefixOf: () => 'PAY',
  counter: 'receipt',
  countsByPrefix: true,
}

export const storeSeries = [purchaseSeries, paymentSeries]
