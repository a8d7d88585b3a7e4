import { Checkbox, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import list from '#web/components/list.module.css'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Candidate } from '../reminders.contract.ts'
import { SkipBadge } from './skip-badge.tsx'

interface Props {
  candidate: Candidate
  chosen: boolean
  /** Of those who can be reminded. */
  onToggle?: () => void
}

export function CandidateCard({ candidate, chosen, onToggle }: Props) {
  const { t } = useTranslation('reminders')
  const formats = useFormats()
  const money = useMoney()
  const { id, name, overdueMinor, oldestDueOn, skip, text } = candidate
  return (
    <li className={list.card}>
      <Group gap="sm" wrap="nowrap">
        {onToggle && <Checkbox aria-label={name} checked={chosen} onChange={onToggle} />}
        <LinkAnchor to="/customers/$customerId" params={{ customerId: id }} c="inherit" fw={600}>
          <bdi>{name}</bdi>
        </LinkAnchor>
      </Group>
      <Text fw={600}>{money(overdueMinor)}</Text>
      <Group gap="xs" className={list.wide}>
        <Text size="sm" c="dimmed">
          {t('lateSince', { day: formats.day(oldestDueOn) })}
        </Text>
        <SkipBadge candidate={candidate} />
      </Group>
      {!skip && (
        <Text size="sm" className={list.wide} bg="var(--surface-quiet)" px="xs" py={4}>
          <bdi>{text}</bdi>
        </Text>
      )}
    </li>
  )
}
