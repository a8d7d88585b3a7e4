import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SideSheet } from '#web/components/side-sheet.tsx'
import { inviteOperator } from '../operators.contract.ts'
import { type Role, RoleSelect } from './role-select.tsx'

interface InviteSheetProps {
  opened: boolean
  onClose: () => void
  onInvited: (token: string) => void
}

/** Asks who is to run the platform, and makes the link that lets him in. */
export function InviteSheet({ opened, onClose, onInvited }: InviteSheetProps) {
  const { t } = useTranslation('console')
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('support')
  const invite = useMutation({
    mutationFn: () => call(inviteOperator, { body: { email: email.trim(), name: name.trim(), role } }),
    onSuccess: ({ token }) => {
      setEmail('')
      setName('')
      onInvited(token)
    },
  })
  return (
    <SideSheet title={t('invite')} opened={opened} onClose={onClose} changed={Boolean(email || name)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate()
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('email')}
            type="email"
            required
            data-autofocus
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput
            label={t('name')}
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RoleSelect label={t('role')} value={role} onChoose={setRole} />
          {invite.error && <ProblemAlert error={invite.error} />}
          <SheetActions>
            <Button type="submit" loading={invite.isPending}>
              {t('invite')}
            </Button>
          </SheetActions>
        </Stack>
      </form>
    </SideSheet>
  )
}
