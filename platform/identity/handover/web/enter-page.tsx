import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { base, call } from '#web/call.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { DoorPage } from '../../web/door-page.tsx'
import { sessionOptions } from '../../web/session-queries.ts'
import { useCode } from '../handover.contract.ts'

/** On a tenant's own host: the end of the way over the platform's. The code works once, in this browser. */
export function EnterPage() {
  const { t } = useTranslation('identity')
  const [code] = useState(() => location.hash.slice(1))
  const queries = useQueryClient()
  const router = useRouter()
  const { error } = useQuery({
    queryKey: ['handover', code],
    queryFn: async () => {
      const session = await call(useCode, { body: { code } })
      queries.setQueryData(sessionOptions().queryKey, session)
      router.history.replace(`${base}/`)
      return session
    },
    retry: false,
    gcTime: 0,
  })
  return (
    <DoorPage title={t('signIn')}>
      {error ? (
        <>
          <ProblemAlert error={error} />
          <LinkAnchor to="/sign-in">{t('beginAgain')}</LinkAnchor>
        </>
      ) : (
        <Text role="status">{t('entering')}</Text>
      )}
    </DoorPage>
  )
}
