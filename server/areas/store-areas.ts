import { apartmentRoutes } from '#apps/store/apartments/apartments.routes.ts'
import { conversionRoutes } from '#apps/store/conversions/conversions.routes.ts'
import { counterRoutes } from '#apps/store/counter/counter.routes.ts'
import { storeSeries } from '#apps/store/counter/receipt-series.ts'
import { customerRoutes } from '#apps/store/customers/customers.routes.ts'
import { customerImportRoutes } from '#apps/store/customers/import/import.routes.ts'
import { noteConsent } from '#apps/store/customers/note-consent.ts'
import { dashboardRoutes } from '#apps/store/dashboard/dashboard.routes.ts'
import { customerFileRoutes } from '#apps/store/files/files.routes.ts'
import { paymentRoutes } from '#apps/store/payments/payments.routes.ts'
import { reminderRoutes } from '#apps/store/reminders/reminders.routes.ts'
import { reportRoutes } from '#apps/store/reports/reports.routes.ts'
import { shopBooksRoutes } from '#apps/store/settings/books.routes.ts'
import { shopSettingsRoutes } from '#apps/store/settings/settings.routes.ts'
import { statementLinkRoutes } from '#apps/store/statements/statement-links.routes.ts'
import type { FileServices } from '#platform/files/objects.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { hasAccounts } from '#platform/ledger/has-accounts.ts'
import { whatsAppCallbackRoutes } from '#platform/notifications/whatsapp/callbacks.routes.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { numberingRoutes } from '#platform/settings/numbering.routes.ts'
import { settingsRoutes } from '#platform/settings/settings.routes.ts'
import type { HttpOf } from './platform-areas.ts'
import type { WaysIn } from './ways-in.ts'

interface StoreServices extends Pick<WaysIn, 'counts'> {
  address: PlatformAddress
  secrets: Secrets
  files: FileServices
}

/** What a store has beside what every app has, and what of the platform it fills in its own way. */
export function mountStoreAreas(http: HttpOf, { address, secrets, files, counts }: StoreServices) {
  settingsRoutes(http(), { hasAmounts: hasAccounts })
  numberingRoutes(http(), storeSeries)
  whatsAppCallbackRoutes(http(), { secrets, address, onConsent: noteConsent })
  shopSettingsRoutes(http())
  shopBooksRoutes(http())
  customerRoutes(http())
  customerImportRoutes(http())
  apartmentRoutes(http())
  counterRoutes(http())
  conversionRoutes(http())
  customerFileRoutes(http(), { files, secrets })
  paymentRoutes(http(), { address, counts })
  dashboardRoutes(http())
  reportRoutes(http())
  statementLinkRoutes(http(), { address, counts })
  reminderRoutes(http(), { address })
}
