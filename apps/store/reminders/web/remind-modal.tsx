import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import type { CustomerId } from '../../customers/customers.contract.ts'
import { useReminderFor, useSendReminders } from './reminder-queries.ts'
import { SkipBadge } from './skip-badge.tsx'

/** Reminds one customer, with the very words before, or says why he is not reminded. */
export function RemindModal(props: { customer: { id: CustomerId; name: string }; onClose: () => void }) {
  const { customer, onClose } = props
  const { t } = useTranslation('reminders')
  const { data, error } = useReminderFor(customer.id)
  const send = useSendReminders()
  const candidate = data?.items[0]
  return (
    <ConfirmModal
      title={t('remindTitle', { name: customer.name })}
      text={t('remindText')}
      button={t('remind')}
      color="green.9"
      error={error ?? send.error}
      pending={send.isPending}
      disabled={!candidate || candidate.skip !== null}
      onConfirm={() =>
        send.mutate([customer.id], {
          onSuccess: ({ written }) => {
            onClose()
            notifyDone(written > 0 ? t('sent', { count: written }) : t('alreadyReminded'))
          },
        })
      }
      onClose={onClose}
    >
      {!data && !error && <Waiting height={24} lines={2} />}
      {data && !candidate && <Text>{t('notLate')}</Text>}
      {candidate &&
        (candidate.skip ? (
          <SkipBadge candidate={candidate} />
        ) : (
          <Text bg="var(--surface-quiet)" p="xs">
            <bdi>{candidate.text}</bdi>
          </Text>
        ))}
    </ConfirmModal>
  )
}
