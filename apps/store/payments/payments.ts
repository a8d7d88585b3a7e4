// What other areas of the store use of payments.
export { makePaymentLink, paymentPageAddress } from './payment-links.ts'
