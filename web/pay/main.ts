import '#web/security/trusted-types.ts'
import './pay.css'
import { openPaymentPage } from '#apps/store/payments/web/payment-page.ts'
import { openStatementPage } from '#apps/store/statements/web/statement-page.ts'

const open = location.pathname.endsWith('/statement') ? openStatementPage : openPaymentPage
await open(document.getElementById('root')!)
