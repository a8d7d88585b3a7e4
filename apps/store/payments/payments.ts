// What other areas of the store use of payments.
export { makePageThrottle } from './page-throttle.ts'
export { drawToken, makePaymentLinks, paymentPageAddress } from './payment-links.ts'
