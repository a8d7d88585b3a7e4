// What other areas of the store use of payments.
export { makePaymentLinks } from './payment-links.ts'
