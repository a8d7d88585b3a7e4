import { Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordField } from '#web/components/password-field.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { emailOptions, useChangeEmail, useVerifyEmail } from './account-queries.ts'
import { AccountSection } from './account-section.tsx'

export function EmailSection() {
  const { t } = useTranslation(['identity', 'shell'])
  const email = useQuery(emailOptions())
  const verify = useVerifyEmail()
  const [changing, setChanging] = useState(false)
  const { data } = email
  return (
    <AccountSection title={t('email')}>
      {email.error && <ProblemAlert error={email.error} retry={() => void email.refetch()} />}
      {email.isPending && <Waiting height={36} />}
      {data && (
        <>
          <Group gap="sm">
            <Text>{data.email}</Text>
            <Badge variant="light" color={data.verified ? 'green' : 'yellow'} autoContrast>
              {t(data.verified ? 'verified' : 'notVerified')}
            </Badge>
          </Group>
          {data.pending && <Text c="dimmed">{t('emailPending', { email: data.pending })}</Text>}
          {verify.error && <ProblemAlert error={verify.error} />}
          {verify.isSuccess && <Text role="status">{t('verificationAskedFor', { email: data.email })}</Text>}
          {changing ? (
            <ChangeEmailForm onDone={() => setChanging(false)} />
          ) : (
            <Group gap="xs">
              {!data.verified && !verify.isSuccess && (
                <Button
                  variant="default"
                  data-once
                  loading={verify.isPending}
                  onClick={() => verify.mutate()}
                >
                  {t('verifyEmail')}
                </Button>
              )}
              <Button variant="default" onClick={() => setChanging(true)}>
                {t('changeEmail')}
              </Button>
            </Group>
          )}
        </>
      )}
    </AccountSection>
  )
}

function ChangeEmailForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const change = useChangeEmail()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ email: email.trim(), password }, { onSuccess: onDone })
      }}
    >
      <Stack gap="sm">
        <Text c="dimmed">{t('changeEmailText')}</Text>
        {change.error && <ProblemAlert error={change.error} />}
        <TextInput
          label={t('newEmail')}
          type="email"
          autoComplete="email"
          required
          autoFocus
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordField label={t('presentPassword')} value={password} onChange={setPassword} />
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            {t('sendLink')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('notNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
