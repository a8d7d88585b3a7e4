import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { beginHandover } from '../handover.contract.ts'

/** For a tenant's own host: the passkey, and often the session, are on the platform's. */
export function HandoverButton() {
  const { t } = useTranslation('identity')
  const begin = useMutation({
    mutationFn: () => call(beginHandover, {}),
    onSuccess: ({ address }) => location.assign(address),
  })
  return (
    <>
      {begin.error && <ProblemAlert error={begin.error} />}
      <Button
        fullWidth
        mt="sm"
        variant="default"
        loading={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate()}
      >
        {t('handOver')}
      </Button>
    </>
  )
}
