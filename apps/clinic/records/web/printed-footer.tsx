import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { useFormats } from '#web/format/use-formats.ts'
import classes from './printed-footer.module.css'

/** On paper only: which clinic printed it, who and when. */
export function PrintedFooter() {
  const { t } = useTranslation('records')
  const { tenant, account } = useSession()
  const formats = useFormats()
  return (
    <p className={classes.footer}>
      {t('printed', {
        clinic: tenant.name,
        person: account.name,
        date: formats.moment(new Date().toISOString()),
      })}
    </p>
  )
}
