import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { PasswordField } from '#web/components/password-field.tsx'
import { type Member, useTransferOwnership } from './member-queries.ts'

interface Props {
  member: Member
  onDone: () => void
  onClose: () => void
}

/** Gives the clinic or shop into another's hands, with the password again: a page left open shall not do it. */
export function TransferModal({ member, onDone, onClose }: Props) {
  const { t } = useTranslation('members')
  const { tenant } = useSession()
  const [password, setPassword] = useState('')
  const names = { name: member.name, tenant: tenant.name }
  const transfer = useTransferOwnership(member.id, () => {
    onDone()
    notifyDone(t('transferred', names))
  })
  return (
    <ConfirmModal
      title={t('transferTitle', names)}
      text={t('transferText', names)}
      button={t('makeOwner')}
      error={transfer.error}
      pending={transfer.isPending}
      disabled={password === ''}
      onConfirm={() => transfer.mutate(password)}
      onClose={onClose}
    >
      <PasswordField label={t('yourPassword')} data-autofocus value={password} onChange={setPassword} />
    </ConfirmModal>
  )
}
