import { Button, Divider, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession, useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { Moment } from '#web/components/moment.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { type Member, useChangeRoles, useRemoveMember, useSetActive } from './member-queries.ts'
import { RoleBadges } from './members-table.tsx'
import { ResetFactorModal } from './reset-factor-modal.tsx'
import { RoleChoice } from './role-choice.tsx'
import { TransferModal } from './transfer-modal.tsx'

interface Props {
  member: Member
  assignable: readonly string[]
  onClose: () => void
}

/** One member: his roles, and what can be done about his place. */
export function MemberSheet({ member, assignable, onClose }: Props) {
  const [changed, setChanged] = useState(false)
  return (
    <SideSheet opened title={member.name} changed={changed} onClose={onClose}>
      <Stack gap="sm">
        <About member={member} />
        <RolesForm member={member} assignable={assignable} onChanged={setChanged} onDone={onClose} />
        <Access member={member} onGone={onClose} />
      </Stack>
    </SideSheet>
  )
}

function About({ member: { email, createdAt, seenAt } }: { member: Member }) {
  const { t } = useTranslation('members')
  return (
    <div>
      <Text>{email}</Text>
      <Text size="sm" c="dimmed">
        {t('memberSince')} <Moment at={createdAt} as="dayOf" />
      </Text>
      <Text size="sm" c="dimmed">
        {t('lastSeen')}: {seenAt ? <Moment at={seenAt} as="ago" /> : t('never')}
      </Text>
    </div>
  )
}

interface RolesProps {
  member: Member
  assignable: readonly string[]
  onChanged: (changed: boolean) => void
  onDone: () => void
}

function RolesForm({ member, assignable, onChanged, onDone }: RolesProps) {
  const { t } = useTranslation('members')
  const writable = useWritable()
  const [roles, setRoles] = useState(member.roles)
  const change = useChangeRoles(member.id)
  if (!member.can.includes('change_roles') || !writable) return <RoleBadges roles={member.roles} />
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(
          { version: member.version, roles },
          {
            onSuccess: () => {
              onDone()
              void notifyDone(t('rolesChanged', { name: member.name }))
            },
          },
        )
      }}
    >
      <Stack gap="sm">
        <RoleChoice
          assignable={assignable}
          value={roles}
          onChange={(chosen) => {
            setRoles(chosen)
            onChanged(chosen.toSorted().join() !== member.roles.toSorted().join())
          }}
          error={roles.length === 0 ? t('roleNeeded') : undefined}
        />
        {change.error && (
          <SheetAnswer>
            <ProblemAlert error={change.error} />
          </SheetAnswer>
        )}
        <SheetActions>
          <Button type="submit" loading={change.isPending} disabled={roles.length === 0}>
            {t('saveRoles')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}

type Asking = 'deactivate' | 'remove' | 'reset' | 'transfer'

function Access({ member, onGone }: { member: Member; onGone: () => void }) {
  const { t } = useTranslation('members')
  const { tenant } = useSession()
  const writable = useWritable()
  const [asking, setAsking] = useState<Asking>()
  const setActive = useSetActive(member.id)
  const remove = useRemoveMember(member.id)
  const acts = writable ? member.can.filter((act) => act !== 'change_roles') : []
  if (acts.length === 0) return null
  const names = { name: member.name, tenant: tenant.name }
  const close = () => {
    setAsking(undefined)
    setActive.reset()
    remove.reset()
  }
  return (
    <Stack gap="sm">
      <Divider />
      <Group gap="xs">
        {acts.includes('deactivate') && (
          <Button variant="default" onClick={() => setAsking('deactivate')}>
            {t('deactivate')}
          </Button>
        )}
        {acts.includes('reactivate') && (
          <Button
            variant="default"
            loading={setActive.isPending}
            onClick={() =>
              setActive.mutate(true, { onSuccess: () => void notifyDone(t('reactivated', names)) })
            }
          >
            {t('reactivate')}
          </Button>
        )}
        {acts.includes('reset_factor') && (
          <Button variant="default" onClick={() => setAsking('reset')}>
            {t('resetFactor')}
          </Button>
        )}
        {acts.includes('transfer_ownership') && (
          <Button variant="default" onClick={() => setAsking('transfer')}>
            {t('makeOwner')}
          </Button>
        )}
        {acts.includes('remove') && (
          <Button variant="subtle" color="red" onClick={() => setAsking('remove')}>
            {t('remove')}
          </Button>
        )}
      </Group>
      {!asking && setActive.error && <ProblemAlert error={setActive.error} />}
      {asking === 'deactivate' && (
        <ConfirmModal
          title={t('deactivateTitle', names)}
          text={t('deactivateText')}
          button={t('deactivate')}
          error={setActive.error}
          pending={setActive.isPending}
          onConfirm={() =>
            setActive.mutate(false, {
              onSuccess: () => {
                close()
                void notifyDone(t('wasDeactivated', names))
              },
            })
          }
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
          onConfirm={() =>
            remove.mutate(undefined, {
              onSuccess: () => {
                onGone()
                void notifyDone(t('removed', names))
              },
            })
          }
          onClose={close}
        />
      )}
      {asking === 'reset' && <ResetFactorModal member={member} onClose={close} />}
      {asking === 'transfer' && <TransferModal member={member} onDone={onGone} onClose={close} />}
    </Stack>
  )
}
