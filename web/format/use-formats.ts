import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { localeOf, makeFormats } from './formats.ts'

/** Dates, times and numbers in the tenant's zone and region and the person's language. */
export function useFormats() {
  const { tenant } = useSession()
  const { i18n } = useTranslation()
  const locale = localeOf(i18n.language, tenant.locale)
  return useMemo(() => makeFormats({ locale, timeZone: tenant.timeZone }), [locale, tenant.timeZone])
}
