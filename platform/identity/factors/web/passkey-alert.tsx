import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'

/** What went wrong with a passkey: the server's answer, or the browser's, which says little on purpose. */
export function PasskeyAlert({ error }: { error: unknown }) {
  const { t } = useTranslation('factors')
  if (error instanceof Problem) return <ProblemAlert error={error} />
  return <Alert color="orange">{t('passkeyStopped')}</Alert>
}
