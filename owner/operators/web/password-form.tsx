import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { PasswordField } from '#web/components/password-field.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { signIn } from '../session.contract.ts'
import type { Session } from './session-queries.ts'

export function PasswordForm({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation('console')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => call(signIn, { body: { email: email.trim(), password } }),
    onSuccess: onSignedIn,
    onError: () => setPassword(''),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter.mutate()
      }}
    >
      <Stack gap="sm">
        {enter.error && <ProblemAlert error={enter.error} />}
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          autoFocus
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordField label={t('password')} value={password} onChange={setPassword} />
        <Button type="submit" loading={enter.isPending}>
          {t('signIn')}
        </Button>
      </Stack>
    </form>
  )
}
