import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { Moment } from '#web/components/moment.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { isUnknown } from '#web/query-client.ts'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import type { Import } from '../imports.contract.ts'
import { CountsTable } from './counts-table.tsx'
import { ImportProblems } from './import-problems.tsx'
import { ImportProgress } from './import-progress.tsx'
import { isMoving, useCancelImport, useImport } from './import-queries.ts'
import { ResumeUpload } from './resume-upload.tsx'
import { stopUpload, useUpload } from './uploads.ts'

const route = getRouteApi('/frame/imports/$importId')

export function ImportPage() {
  const { importId } = route.useParams()
  const { data, error, refetch } = useImport(importId)
  if (isUnknown(error)) return <NotFoundPage />
  if (data) return <OneImport item={data} />
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />
  return <Waiting height={120} />
}

function OneImport({ item }: { item: Import }) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  const may = useMay('record.import')
  const writable = useWritable()
  const mayImport = may && writable
  const upload = useUpload(item.id)
  const cancel = useCancelImport(item.id)
  const stop = () => {
    stopUpload(item.id)
    cancel.mutate()
  }
  return (
    <>
      <LinkAnchor to="/imports">{t('toList')}</LinkAnchor>
      <PageTitle title={item.name}>
        {mayImport && isMoving(item.state) && (
          <Button variant="default" loading={cancel.isPending} onClick={stop}>
            {t('stop')}
          </Button>
        )}
      </PageTitle>
      <Stack gap="md" maw={960}>
        <div>
          <ImportProgress item={item} />
          <Group gap="lg" mt="xs">
            <Text size="xs" c="dimmed">
              {t('startedAt')} <Moment at={item.createdAt} />
            </Text>
            {item.finishedAt && (
              <Text size="xs" c="dimmed">
                {t('finishedAt')} <Moment at={item.finishedAt} />
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {formats.bytes(item.sizeBytes)}
            </Text>
          </Group>
        </div>
        {isMoving(item.state) && item.state !== 'uploading' && <Text c="dimmed">{t('mayLeave')}</Text>}
        {item.state === 'uploading' && mayImport && (!upload || upload.error) && (
          <ResumeUpload item={item} error={upload?.error} />
        )}
        {item.reason && (
          <Alert color="red" role="alert" title={t('failed')}>
            {item.reason}
          </Alert>
        )}
        {cancel.error && <ProblemAlert error={cancel.error} />}
        <section>
          <Title order={2}>{t('counts')}</Title>
          <CountsTable item={item} />
        </section>
        {item.problems > 0 && <ImportProblems importId={item.id} count={item.problems} />}
      </Stack>
    </>
  )
}
