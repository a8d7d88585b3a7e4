import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { useLeaveTenant } from './member-queries.ts'

/** Ends one's own membership, which nobody may forbid but the need of an owner. */
export function LeaveModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('members')
  const { tenant } = useSession()
  const leave = useLeaveTenant()
  const names = { tenant: tenant.name }
  return (
    <ConfirmModal
      title={t('leaveTitle', names)}
      text={t('leaveText')}
      button={t('leave', names)}
      error={leave.error}
      pending={leave.isPending}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    />
  )
}
