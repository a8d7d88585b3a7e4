import { Button } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../web/session-queries.ts'
import { useShowPasskey } from './factor-queries.ts'
import { PasskeyAlert } from './passkey-alert.tsx'

/** Signs in with a passkey. */
export function PasskeyButton({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation('factors')
  const show = useShowPasskey()
  return (
    <>
      {show.error && <PasskeyAlert error={show.error} />}
      <Button
        variant="default"
        leftSection={<IconKey size={16} />}
        loading={show.isPending}
        onClick={() => show.mutate(undefined, { onSuccess: onSignedIn })}
      >
        {t('withPasskey')}
      </Button>
    </>
  )
}
