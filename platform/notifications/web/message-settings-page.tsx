import { Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '#web/components/link-button.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useMessageSettings, useSender, useTemplates } from './messaging-queries.ts'
import { QuietSection } from './quiet-section.tsx'
import { SenderSection } from './sender-section.tsx'
import { TemplatesSection } from './templates-section.tsx'

/** By which account messages go out, when they do not, and in which words. */
export function MessageSettingsPage() {
  const { t } = useTranslation('messaging')
  return (
    <>
      <PageTitle title={t('title')}>
        <LinkButton to="/messages" variant="default">
          {t('toMessages')}
        </LinkButton>
      </PageTitle>
      <Stack gap="lg" maw={720}>
        <Loaded query={useSender()}>{(sender) => <SenderSection sender={sender} />}</Loaded>
        <Loaded query={useMessageSettings()}>{(settings) => <QuietSection settings={settings} />}</Loaded>
        <Loaded query={useTemplates()}>{({ items }) => <TemplatesSection templates={items} />}</Loaded>
      </Stack>
    </>
  )
}

/** One part of the page, which loads and fails on its own. */
function Loaded<Data>({
  query,
  children,
}: {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
}) {
  if (query.data) return children(query.data)
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  return <Waiting height={160} />
}
