import { useNetwork } from '@mantine/hooks'
import IconCloudOff from '@tabler/icons-react/dist/esm/icons/IconCloudOff.mjs'
import IconHourglass from '@tabler/icons-react/dist/esm/icons/IconHourglass.mjs'
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { useLive } from '#web/live/live-state.ts'
import classes from './status-bars.module.css'

/** Days before its end that a trial is spoken of. */
const remindFrom = 7

/** What holds for every page: no connection, nothing heard of others, or a tenant that can only be read. */
export function StatusBars() {
  const { t } = useTranslation()
  const { tenant } = useSession()
  const { online } = useNetwork()
  const live = useLive()
  return (
    <div className={classes.bars} role="status">
      {(!online || !live) && (
        <p className={classes.bar}>
          <IconCloudOff size={20} aria-hidden />
          {online ? t('notLive') : t('offline')}
        </p>
      )}
      {tenant.status === 'active' && tenant.trialDaysLeft !== null && tenant.trialDaysLeft <= remindFrom && (
        <p className={classes.bar}>
          <IconHourglass size={20} aria-hidden />
          {tenant.trialDaysLeft > 0 ? t('trialDaysLeft', { count: tenant.trialDaysLeft }) : t('trialLastDay')}
        </p>
      )}
      {tenant.status === 'suspended' && (
        <p className={classes.bar}>
          <IconPlayerPause size={20} aria-hidden />
          <span>
            {t('suspended', { name: tenant.name })}{' '}
            {tenant.statusReason && t('reason', { reason: tenant.statusReason })}
          </span>
        </p>
      )}
    </div>
  )
}
