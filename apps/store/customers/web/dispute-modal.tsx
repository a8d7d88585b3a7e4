import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { Customer } from '../customers.contract.ts'
import { useChangeCustomer } from './customer-queries.ts'

/** Writes down that a customer does not agree with what he is said to owe: with what, and since when. */
export function DisputeModal({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const change = useChangeCustomer(customer.id)
  const [reason, setReason] = useState('')
  const [on, setOn] = useState(() => formats.today())
  return (
    <ConfirmModal
      title={t('disputeTitle', { name: customer.name })}
      text={t('disputeHint')}
      button={t('setDisputed')}
      error={change.error}
      pending={change.isPending}
      disabled={!reason.trim() || !on || on > formats.today()}
      onConfirm={() =>
        change.mutate(
          { version: customer.version, change: { dispute: { reason: reason.trim(), on } } },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <Textarea
        label={t('disputeReason')}
        data-autofocus
        required
        autosize
        minRows={2}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        label={t('disputeSince')}
        type="date"
        required
        max={formats.today()}
        value={on}
        onChange={(event) => setOn(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}
