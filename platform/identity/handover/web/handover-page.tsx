import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { giveCode } from '../handover.contract.ts'

/** On the platform's host: takes whoever is signed in back to the host that he came from. */
export function HandoverPage() {
  const { t } = useTranslation('identity')
  const [asked] = useState(() => new URLSearchParams(location.hash.slice(1)))
  const host = asked.get('host') ?? ''
  const challenge = asked.get('challenge') ?? ''
  const given = useQuery({
    queryKey: ['handover', host, challenge],
    queryFn: async () => {
      const { address } = await call(giveCode, { body: { host, challenge } })
      location.replace(address)
      return address
    },
    enabled: host !== '' && challenge !== '',
    retry: false,
    gcTime: 0,
  })
  if (host === '' || challenge === '') return <Text>{t('handoverBroken')}</Text>
  if (given.error) return <ProblemAlert error={given.error} />
  return <Text role="status">{t('handingOver', { host })}</Text>
}
