import { Badge, Checkbox, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import list from '#web/components/list.module.css'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Candidate } from '../reminders.contract.ts'

interface Props {
  candidate: Candidate
  chosen: boolean
  onToggle: () => void
}

export function CandidateCard({ candidate, chosen, onToggle }: Props) {
  const { t } = useTranslation('reminders')
  const formats = useFormats()
  const money = useMoney()
  const { id, name, overdueMinor, oldestDueOn, promisedOn, remindedOn, disputedOn, skip, text } = candidate
  const day = { promised: promisedOn, recently_reminded: remindedOn, disputed: disputedOn }[
    skip as 'promised' | 'recently_reminded' | 'disputed'
  ]
  return (
    <li className={list.card}>
      <Group gap="sm" wrap="nowrap">
        <Checkbox aria-label={name} checked={chosen} disabled={skip !== null} onChange={onToggle} />
        <LinkAnchor to="/customers/$customerId" params={{ customerId: id }} c="inherit" fw={600}>
          <bdi>{name}</bdi>
        </LinkAnchor>
      </Group>
      <Text fw={600}>{money(overdueMinor)}</Text>
      <Group gap="xs" className={list.wide}>
        <Text size="sm" c="dimmed">
          {t('lateSince', { day: formats.day(oldestDueOn) })}
        </Text>
        {skip && (
          <Badge variant="light" color="gray" tt="none">
            {t(skip, { day: day ? formats.day(day) : '' })}
          </Badge>
        )}
      </Group>
      {skip === 'disputed' && candidate.disputeReason && (
        <Text size="sm" c="dimmed" className={list.wide}>
          <bdi>{candidate.disputeReason}</bdi>
        </Text>
      )}
      {!skip && (
        <Text size="sm" className={list.wide}>
          <bdi>{text}</bdi>
        </Text>
      )}
    </li>
  )
}
