import { Button, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { askForPasswordLink } from '../links.contract.ts'
import { DoorPage } from './door-page.tsx'

/** Asks for a link to a new password. What is said then is the same for every address. */
export function ForgotPasswordPage() {
  const { t } = useTranslation('identity')
  const [email, setEmail] = useState('')
  const ask = useMutation({
    mutationFn: () => call(askForPasswordLink, { body: { email: email.trim() } }),
  })
  return (
    <DoorPage title={t('forgotPassword')}>
      {ask.isSuccess ? (
        <Text role="status">{t('linkAskedFor', { email: email.trim() })}</Text>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            ask.mutate()
          }}
        >
          <Text size="sm" c="dimmed" mb="sm">
            {t('forgotPasswordText')}
          </Text>
          {ask.error && <ProblemAlert error={ask.error} />}
          <TextInput
            label={t('email')}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" fullWidth mt="sm" loading={ask.isPending}>
            {t('sendLink')}
          </Button>
        </form>
      )}
      <LinkAnchor to="/sign-in" size="sm">
        {t('backToSignIn')}
      </LinkAnchor>
    </DoorPage>
  )
}
