export const languages = ['en', 'hi'] as const
export type Language = (typeof languages)[number]

/** Each language in its own words, so that nobody has to know another to find his. */
export const languageNames: { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'hi', label: 'हिन्दी' },
]

/** Every text of the app, by area and language. A catalogue is loaded when the first page of its area opens. */
export const catalogues = {
  shell: { en: () => import('./shell.en.ts'), hi: () => import('./shell.hi.ts') },
  problems: { en: () => import('./problems.en.ts'), hi: () => import('./problems.hi.ts') },
  console: {
    en: () => import('#web/console/console.en.ts'),
    hi: () => import('#web/console/console.hi.ts'),
  },
  identity: {
    en: () => import('#platform/identity/web/identity.en.ts'),
    hi: () => import('#platform/identity/web/identity.hi.ts'),
  },
  factors: {
    en: () => import('#platform/identity/factors/web/factors.en.ts'),
    hi: () => import('#platform/identity/factors/web/factors.hi.ts'),
  },
  members: {
    en: () => import('#platform/members/web/members.en.ts'),
    hi: () => import('#platform/members/web/members.hi.ts'),
  },
  apikeys: {
    en: () => import('#platform/identity/api/web/api-keys.en.ts'),
    hi: () => import('#platform/identity/api/web/api-keys.hi.ts'),
  },
  practitioners: {
    en: () => import('#apps/clinic/practitioners/web/practitioners.en.ts'),
    hi: () => import('#apps/clinic/practitioners/web/practitioners.hi.ts'),
  },
  settings: {
    en: () => import('#platform/settings/web/settings.en.ts'),
    hi: () => import('#platform/settings/web/settings.hi.ts'),
  },
  audit: {
    en: () => import('#platform/audit/web/audit.en.ts'),
    hi: () => import('#platform/audit/web/audit.hi.ts'),
  },
  actions: {
    en: () => import('#platform/audit/web/actions.en.ts'),
    hi: () => import('#platform/audit/web/actions.hi.ts'),
  },
  files: {
    en: () => import('#platform/files/web/files.en.ts'),
    hi: () => import('#platform/files/web/files.hi.ts'),
  },
  mail: {
    en: () => import('#platform/mail/web/mail.en.ts'),
    hi: () => import('#platform/mail/web/mail.hi.ts'),
  },
  notifications: {
    en: () => import('#platform/notifications/web/notifications.en.ts'),
    hi: () => import('#platform/notifications/web/notifications.hi.ts'),
  },
  messages: {
    en: () => import('#platform/notifications/web/messages.en.ts'),
    hi: () => import('#platform/notifications/web/messages.hi.ts'),
  },
  messaging: {
    en: () => import('#platform/notifications/web/messaging.en.ts'),
    hi: () => import('#platform/notifications/web/messaging.hi.ts'),
  },
  registration: {
    en: () => import('#platform/registration/web/registration.en.ts'),
    hi: () => import('#platform/registration/web/registration.hi.ts'),
  },
  patients: {
    en: () => import('#apps/clinic/patients/web/patients.en.ts'),
    hi: () => import('#apps/clinic/patients/web/patients.hi.ts'),
  },
  records: {
    en: () => import('#apps/clinic/records/web/records.en.ts'),
    hi: () => import('#apps/clinic/records/web/records.hi.ts'),
  },
  counter: {
    en: () => import('#apps/store/counter/web/counter.en.ts'),
    hi: () => import('#apps/store/counter/web/counter.hi.ts'),
  },
  shop: {
    en: () => import('#apps/store/settings/web/shop.en.ts'),
    hi: () => import('#apps/store/settings/web/shop.hi.ts'),
  },
  customers: {
    en: () => import('#apps/store/customers/web/customers.en.ts'),
    hi: () => import('#apps/store/customers/web/customers.hi.ts'),
  },
  apartments: {
    en: () => import('#apps/store/apartments/web/apartments.en.ts'),
    hi: () => import('#apps/store/apartments/web/apartments.hi.ts'),
  },
  customerImport: {
    en: () => import('#apps/store/customers/import/web/customer-import.en.ts'),
    hi: () => import('#apps/store/customers/import/web/customer-import.hi.ts'),
  },
  reminders: {
    en: () => import('#apps/store/reminders/web/reminders.en.ts'),
    hi: () => import('#apps/store/reminders/web/reminders.hi.ts'),
  },
  reports: {
    en: () => import('#apps/store/reports/web/reports.en.ts'),
    hi: () => import('#apps/store/reports/web/reports.hi.ts'),
  },
  dashboard: {
    en: () => import('#apps/store/dashboard/web/dashboard.en.ts'),
    hi: () => import('#apps/store/dashboard/web/dashboard.hi.ts'),
  },
  payments: {
    en: () => import('#apps/store/payments/web/payments.en.ts'),
    hi: () => import('#apps/store/payments/web/payments.hi.ts'),
  },
  statements: {
    en: () => import('#apps/store/statements/web/statements.en.ts'),
    hi: () => import('#apps/store/statements/web/statements.hi.ts'),
  },
  // Of the page that customers pay on, which loads it by itself.
  pay: {
    en: () => import('#apps/store/links/web/pay.en.ts'),
    hi: () => import('#apps/store/links/web/pay.hi.ts'),
  },
  imports: {
    en: () => import('#apps/clinic/fhir/web/imports.en.ts'),
    hi: () => import('#apps/clinic/fhir/web/imports.hi.ts'),
  },
} as const

export type Area = keyof typeof catalogues
