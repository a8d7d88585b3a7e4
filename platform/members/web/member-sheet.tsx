import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { Moment } from '#web/components/moment.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { MemberAccess } from './member-access.tsx'
import { type Member, useChangeRoles } from './member-queries.ts'
import { RoleBadges } from './members-table.tsx'
import { RoleChoice } from './role-choice.tsx'

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
        <MemberAccess member={member} onGone={onClose} />
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
              notifyDone(t('rolesChanged', { name: member.name }))
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
