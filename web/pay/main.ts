import '#web/security/trusted-types.ts'
import './pay.css'
import { openPaymentPage } from '#apps/store/payments/web/payment-page.ts'

await openPaymentPage(document.getElementById('root')!)
