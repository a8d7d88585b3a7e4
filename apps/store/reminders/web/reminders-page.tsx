import { Button, Stack, Text } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import list from '#web/components/list.module.css'
import type { Candidate } from '../reminders.contract.ts'
import { CandidateCard } from './candidate-card.tsx'
import { useReminders, useSendReminders } from './reminder-queries.ts'

const RulesSheet = lazy(async () => ({ default: (await import('./rules-sheet.tsx')).RulesSheet }))

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

function Candidates({ candidates }: { candidates: Candidate[] }) {
  const { t } = useTranslation('reminders')
  const writable = useWritable()
  const send = useSendReminders()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosen = candidates.filter(({ id, skip }) => !skip && !left.has(id)).map(({ id }) => id)
  const toggle = (id: string) => setLeft((before) => before.symmetricDifference(new Set([id])))
  const remind = () =>
    send.mutate(chosen.slice(0, 500), {
      onSuccess: ({ written, skipped }) => {
        const parts = [
          t('sent', { count: written }),
          skipped.length > 0 && t('skipped', { count: skipped.length }),
        ]
        void notifyDone(parts.filter(Boolean).join(' '))
      },
    })
  return (
    <Stack gap="sm">
      {send.error && <ProblemAlert error={send.error} />}
      {writable && (
        <Button
          onClick={remind}
          loading={send.isPending}
          disabled={chosen.length === 0}
          style={{ alignSelf: 'start' }}
        >
          {t('send', { count: chosen.length })}
        </Button>
      )}
      <Text component="ul" className={list.cards} aria-label={t('title')}>
        {candidates.map((candidate) => (
          <CandidateCard
            key={candidate.id}
            candidate={candidate}
            chosen={!candidate.skip && !left.has(candidate.id)}
            onToggle={() => toggle(candidate.id)}
          />
        ))}
      </Text>
    </Stack>
  )
}
