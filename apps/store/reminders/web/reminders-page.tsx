import { Button } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { Candidates } from './candidates.tsx'
import { useReminders } from './reminder-queries.ts'

const RulesSheet = lazyPart(() => import('./rules-sheet.tsx'), 'RulesSheet', { place: 'sheet' })

/** Who is late, what he would be told, and why nothing is said to the others. */
export function RemindersPage() {
  const { t } = useTranslation('reminders')
  const { data, error, refetch } = useReminders()
  const [showsRules, setShowsRules] = useState(false)
  return (
    <>
      <PageTitle title={t('title')}>
        <LinkButton to="/messages" variant="default">
          {t('log')}
        </LinkButton>
        <Button variant="default" onClick={() => setShowsRules(true)}>
          {t('rules')}
        </Button>
      </PageTitle>
      {error && !data && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting height={72} lines={6} />}
      {data?.items.length === 0 && <EmptyState text={t('nobodyLate')} />}
      {data && data.items.length > 0 && <Candidates candidates={data.items} />}
      <Suspense>{showsRules && <RulesSheet onClose={() => setShowsRules(false)} />}</Suspense>
    </>
  )
}
