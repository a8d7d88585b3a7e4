import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { PasswordField } from '#web/components/password-field.tsx'
import { type Member, useResetFactor } from './member-queries.ts'

interface Props {
  member: Member
  onClose: () => void
}

/** Takes a lost second factor away, with a reason for the audit and the password again. */
export function ResetFactorModal({ member, onClose }: Props) {
  const { t } = useTranslation('members')
  const [reason, setReason] = useState('')
  const [password, setPassword] = useState('')
  const reset = useResetFactor(member.id)
  const names = { name: member.name }
  return (
    <ConfirmModal
      title={t('resetFactorTitle', names)}
      text={t('resetFactorText', names)}
      button={t('resetFactor')}
      error={reset.error}
      pending={reset.isPending}
      disabled={reason.trim() === '' || password === ''}
      onConfirm={() =>
        reset.mutate(
          { reason, password },
          {
            onSuccess: () => {
              onClose()
              notifyDone(t('factorReset', names))
            },
          },
        )
      }
      onClose={onClose}
    >
      <Textarea
        label={t('resetReason', names)}
        data-autofocus
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <PasswordField label={t('yourPassword')} value={password} onChange={setPassword} />
    </ConfirmModal>
  )
}
