import { Button, Divider, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession, useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { type Member, useRemoveMember, useSetActive } from './member-queries.ts'
import { ResetFactorModal } from './reset-factor-modal.tsx'
import { TransferModal } from './transfer-modal.tsx'

type Asking = 'deactivate' | 'remove' | 'reset' | 'transfer'

/** What can be done about a member's place, and the question before it. */
export function MemberAccess({ member, onGone }: { member: Member; onGone: () => void }) {
  const { t } = useTranslation('members')
  const { tenant } = useSession()
  const writable = useWritable()
  const [asking, setAsking] = useState<Asking>()
  const names = { name: member.name, tenant: tenant.name }
  const setActive = useSetActive(member.id, (active) => {
    if (!active) setAsking(undefined)
    notifyDone(t(active ? 'reactivated' : 'wasDeactivated', names))
  })
  const remove = useRemoveMember(member.id, () => {
    onGone()
    notifyDone(t('removed', names))
  })
  const close = () => {
    setAsking(undefined)
    setActive.reset()
    remove.reset()
  }
  const acts = writable ? member.can.filter((act) => act !== 'change_roles') : []
  if (acts.length === 0) return null
  return (
    <Stack gap="sm">
      <Divider />
      <Acts
        acts={acts}
        isReactivating={setActive.isPending}
        onAsk={setAsking}
        onReactivate={() => setActive.mutate(true)}
      />
      {!asking && setActive.error && <ProblemAlert error={setActive.error} />}
      {asking === 'deactivate' && (
        <ConfirmModal
          title={t('deactivateTitle', names)}
          text={t('deactivateText')}
          button={t('deactivate')}
          error={setActive.error}
          pending={setActive.isPending}
          onConfirm={() => setActive.mutate(false)}
          onClose={close}
        />
      )}
      {asking === 'remove' && (
        <ConfirmModal
          title={t('removeTitle', names)}
          text={t('removeText')}
          button={t('remove')}
          error={remove.error}
          pending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      )}
      {asking === 'reset' && <ResetFactorModal member={member} onClose={close} />}
      {asking === 'transfer' && <TransferModal member={member} onDone={onGone} onClose={close} />}
    </Stack>
  )
}

interface ActsProps {
  acts: Member['can']
  isReactivating: boolean
  onAsk: (asking: Asking) => void
  onReactivate: () => void
}

/** A button for each of them; all but one ask first. */
function Acts({ acts, isReactivating, onAsk, onReactivate }: ActsProps) {
  const { t } = useTranslation('members')
  return (
    <Group gap="xs">
      {acts.includes('deactivate') && (
        <Button variant="default" onClick={() => onAsk('deactivate')}>
          {t('deactivate')}
        </Button>
      )}
      {acts.includes('reactivate') && (
        <Button variant="default" loading={isReactivating} onClick={onReactivate}>
          {t('reactivate')}
        </Button>
      )}
      {acts.includes('reset_factor') && (
        <Button variant="default" onClick={() => onAsk('reset')}>
          {t('resetFactor')}
        </Button>
      )}
      {acts.includes('transfer_ownership') && (
        <Button variant="default" onClick={() => onAsk('transfer')}>
          {t('makeOwner')}
        </Button>
      )}
      {acts.includes('remove') && (
        <Button variant="subtle" color="red" onClick={() => onAsk('remove')}>
          {t('remove')}
        </Button>
      )}
    </Group>
  )
}
