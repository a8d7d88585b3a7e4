import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { listDatabases } from '../jobs.contract.ts'

export function DatabasesPage() {
  const { t } = useTranslation('console')
  const databases = useQuery({
    queryKey: ['databases'],
    queryFn: ({ signal }) => call(listDatabases, {}, { signal }),
  })
  return (
    <>
      <ConsoleTitle title={t('databases')} />
      <Rows
        label={t('databases')}
        query={{ ...databases, data: databases.data?.items }}
        keyOf={({ id }) => id}
        empty={t('noDatabases')}
        columns={[
          { label: t('name'), cell: ({ name }) => name },
          { label: t('server'), cell: ({ server }) => server },
          { label: t('placement'), cell: ({ kind }) => (kind === 'silo' ? t('silo') : t('pool')) },
          { label: t('tenants'), cell: ({ tenants }) => tenants },
          {
            label: t('levels'),
            cell: ({ levels }) => levels.map(({ module, number }) => `${module} ${number}`).join(' · '),
          },
          {
            label: t('state'),
            cell: ({ failure }) => (failure ? <Text c="red">{failure}</Text> : t('upToDate')),
          },
        ]}
      />
    </>
  )
}
