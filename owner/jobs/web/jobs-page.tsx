import { Group, Paper, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { consoleTo } from '#web/console/console-address.ts'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { getJobs } from '../jobs.contract.ts'

export function JobsPage() {
  const { t } = useTranslation('console')
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => call(getJobs, {}, { signal }),
    refetchInterval: 10_000,
  })
  const { data } = jobs
  return (
    <>
      <ConsoleTitle title={t('jobs')} />
      {data && (
        <Group gap="sm" mb="md">
          <Figure label={t('waiting')} value={data.waiting} />
          <Figure label={t('late')} value={data.late} />
          <Figure label={t('failed')} value={data.failed} />
        </Group>
      )}
      <Rows
        label={t('jobs')}
        query={{ ...jobs, data: data?.tenants }}
        keyOf={({ tenantId }) => tenantId}
        empty={t('noJobs')}
        columns={[
          {
            label: t('tenant'),
            cell: ({ tenantId, name }) => (
              <LinkAnchor to={consoleTo(`/tenants/${tenantId}`)}>{name}</LinkAnchor>
            ),
          },
          { label: t('waiting'), cell: ({ waiting }) => waiting },
          { label: t('failed'), cell: ({ failed }) => failed },
          {
            label: t('oldest'),
            cell: ({ oldestAt }) => (oldestAt ? <ConsoleMoment at={oldestAt} /> : '–'),
          },
        ]}
      />
    </>
  )
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <Paper withBorder p="sm" miw={96}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={600}>
        {value}
      </Text>
    </Paper>
  )
}
