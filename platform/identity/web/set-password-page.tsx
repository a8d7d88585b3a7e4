import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useLinkToken } from '#web/components/use-link-token.ts'
import { lookAtPasswordLink, setPasswordByLink } from '../links.contract.ts'
import { DoorPage } from './door-page.tsx'
import { DoorProblem } from './door-problem.tsx'
import { NewPasswordField } from './new-password-field.tsx'

/** Where the link to a new password leads. Its token stands behind the `#`, which no server is sent. */
export function SetPasswordPage() {
  const { t } = useTranslation(['identity', 'shell'])
  const token = useLinkToken()
  const link = useQuery({
    queryKey: ['password-link'],
    queryFn: ({ signal }) => call(lookAtPasswordLink, { body: { token } }, { signal }),
    retry: false,
    // Used, it is over; what was seen of it before stays on the page.
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <DoorPage title={t('setPassword')}>
      {link.error && (
        <>
          <ProblemAlert error={link.error} />
          <LinkAnchor to="/forgot-password" size="sm">
            {t('askAgain')}
          </LinkAnchor>
        </>
      )}
      {link.isPending && <Waiting height={120} />}
      {link.data && <SetPasswordForm token={token} email={link.data.email} />}
    </DoorPage>
  )
}

function SetPasswordForm({ token, email }: { token: string; email: string }) {
  const { t } = useTranslation('identity')
  const [newPassword, setNewPassword] = useState('')
  const set = useMutation({
    mutationFn: () => call(setPasswordByLink, { body: { token, newPassword } }),
  })
  if (set.isSuccess) {
    return (
      <>
        <Text role="status">{t('passwordSet')}</Text>
        <LinkAnchor to="/sign-in">{t('signIn')}</LinkAnchor>
      </>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        set.mutate()
      }}
    >
      <Stack gap="sm">
        {set.error && <DoorProblem error={set.error} />}
        <TextInput label={t('email')} type="email" autoComplete="username" readOnly value={email} />
        <NewPasswordField value={newPassword} onChange={setNewPassword} autoFocus />
        <Button type="submit" loading={set.isPending}>
          {t('setPassword')}
        </Button>
      </Stack>
    </form>
  )
}
