import { Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import list from '#web/components/list.module.css'
import { useMoney } from '#web/format/use-money.ts'
import type { Candidate } from '../reminders.contract.ts'
import { CandidateCard } from './candidate-card.tsx'
import { useSendReminders } from './reminder-queries.ts'

/** What is asked of the server at once. */
const most = 500

/** Who will get which words, and who is left out for what reason. */
export function Candidates({ candidates }: { candidates: readonly Candidate[] }) {
  const { t } = useTranslation('reminders')
  const money = useMoney()
  const open = candidates.filter(({ skip }) => !skip)
  const skipped = candidates.filter(({ skip }) => skip)
  const total = candidates.reduce((sum, { overdueMinor }) => sum + overdueMinor, 0)
  return (
    <Stack gap="lg">
      <Text c="dimmed">{t('lateInAll', { count: candidates.length, amount: money(total) })}</Text>
      <Remindable candidates={open} />
      {skipped.length > 0 && (
        <section>
          <Title order={2} size="h4" mb="xs">
            {t('leftOut', { count: skipped.length })}
          </Title>
          <ul className={list.cards}>
            {skipped.map((candidate) => (
              <CandidateCard key={candidate.id} candidate={candidate} chosen={false} />
            ))}
          </ul>
        </section>
      )}
    </Stack>
  )
}

function Remindable({ candidates }: { candidates: readonly Candidate[] }) {
  const { t } = useTranslation('reminders')
  const writable = useWritable()
  const send = useSendReminders()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosen = candidates.filter(({ id }) => !left.has(id)).map(({ id }) => id)
  const isAll = chosen.length === candidates.length
  const toggle = (id: string) => setLeft((before) => before.symmetricDifference(new Set([id])))
  const remind = () =>
    send.mutate(chosen.slice(0, most), {
      onSuccess: ({ written, skipped }) => {
        const settled = skipped.filter(({ reason }) => reason === 'settled').length
        const left = skipped.length - settled
        const parts = [
          t('sent', { count: written }),
          left > 0 && t('skipped', { count: left }),
          settled > 0 && t('paidSince', { count: settled }),
        ]
        notifyDone(parts.filter(Boolean).join(' '))
      },
    })
  return (
    <section>
      <Title order={2} size="h4">
        {t('toRemind', { count: candidates.length })}
      </Title>
      {send.error && <ProblemAlert error={send.error} />}
      {candidates.length === 0 && <Text c="dimmed">{t('nobodyToRemind')}</Text>}
      {candidates.length > 0 && writable && (
        <Group justify="space-between" gap="sm" my="xs" px={12}>
          <Checkbox
            label={t('everybody')}
            checked={isAll}
            indeterminate={chosen.length > 0 && !isAll}
            onChange={() => setLeft(isAll ? new Set(candidates.map(({ id }) => id)) : new Set())}
          />
          <Button onClick={remind} loading={send.isPending} disabled={chosen.length === 0}>
            {t('send', { count: Math.min(chosen.length, most) })}
          </Button>
        </Group>
      )}
      <ul className={list.cards}>
        {candidates.map((candidate) => (
          <CandidateCard
            key={candidate.id}
            candidate={candidate}
            chosen={!left.has(candidate.id)}
            onToggle={() => toggle(candidate.id)}
          />
        ))}
      </ul>
    </section>
  )
}
