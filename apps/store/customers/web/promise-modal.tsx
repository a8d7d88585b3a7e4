import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { Customer } from '../customers.contract.ts'
import { useChangeCustomer } from './customer-queries.ts'

/** Writes down by when a customer will pay. */
export function PromiseModal({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const change = useChangeCustomer(customer.id)
  const [promisedOn, setPromisedOn] = useState('')
  const isPast = promisedOn !== '' && promisedOn < formats.today()
  return (
    <ConfirmModal
      title={t('promiseTitle', { name: customer.name })}
      text={t('promiseHint')}
      button={t('save')}
      color="green.9"
      error={change.error}
      pending={change.isPending}
      disabled={!promisedOn || isPast}
      onConfirm={() =>
        change.mutate({ version: customer.version, change: { promisedOn } }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <TextInput
        label={t('promiseDay')}
        data-autofocus
        type="date"
        required
        min={formats.today()}
        value={promisedOn}
        onChange={(event) => setPromisedOn(event.currentTarget.value)}
        error={isPast && t('promisePast')}
      />
    </ConfirmModal>
  )
}
