import { Badge, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { Candidate } from '../reminders.contract.ts'

/** Why somebody is not reminded, and since or until when; of a dispute what it is about. */
export function SkipBadge({ candidate }: { candidate: Candidate }) {
  const { t } = useTranslation('reminders')
  const formats = useFormats()
  const { id, skip, promisedOn, remindedOn, disputedOn, disputeReason } = candidate
  if (!skip) return null
  const days: Partial<Record<typeof skip, string | null>> = {
    promised: promisedOn,
    recently_reminded: remindedOn,
    disputed: disputedOn,
  }
  const day = days[skip]
  if (skip === 'not_sent') {
    return (
      <LinkAnchor to="/messages" search={{ about: id }} size="sm">
        {t(skip)}
      </LinkAnchor>
    )
  }
  return (
    <>
      <Badge variant="light" color="gray" tt="none">
        {t(skip, { day: day ? formats.day(day) : '' })}
      </Badge>
      {skip === 'disputed' && disputeReason && (
        <Text span size="sm" c="dimmed">
          <bdi>{disputeReason}</bdi>
        </Text>
      )}
    </>
  )
}
