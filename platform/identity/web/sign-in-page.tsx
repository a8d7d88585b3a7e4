import { Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSuspenseQuery } from '@tanstack/react-query'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { TenantMark } from '#web/components/tenant-mark.tsx'
import { base } from '#web/call.ts'
import { DemoSignIns } from './demo-sign-ins.tsx'
import { tenantOptions } from './session-queries.ts'
import { useSignIn } from './sign-in-queries.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useTranslation('identity')
  const { data: tenant } = useSuspenseQuery(tenantOptions())
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="md">
        <Paper withBorder p="lg">
          <Group gap="sm" mb="md" wrap="nowrap">
            <TenantMark
              name={tenant.name}
              accent={tenant.branding.accent}
              logoUrl={tenant.branding.logoUrl}
            />
            <Title order={1}>{t('signInTo', { name: tenant.name })}</Title>
          </Group>
          <SignInForm demoSignIns={tenant.demoSignIns ?? []} />
        </Paper>
        <Group justify="center">
          <LanguageChoice />
        </Group>
      </Stack>
    </Center>
  )
}

type DemoSignIn = { email: string; password: string; role: string }

function SignInForm({ demoSignIns }: { demoSignIns: DemoSignIn[] }) {
  const { t } = useTranslation('identity')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLInputElement>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const signIn = useSignIn()
  const { next } = route.useSearch()
  const router = useRouter()

  const enter = () =>
    signIn.mutate(
      { email: email.trim(), password },
      {
        onSuccess: () => router.history.replace(`${base}${next ?? '/'}`),
        onError: () => {
          setPassword('')
          passwordField.current?.focus()
        },
      },
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter()
      }}
    >
      <Stack gap="sm">
        {signIn.error && <ProblemAlert error={signIn.error} />}
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
        <PasswordInput
          ref={passwordField}
          label={t('password')}
          name="password"
          autoComplete="current-password"
          required
          maxLength={256}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button ref={submit} type="submit" loading={signIn.isPending}>
          {t('signIn')}
        </Button>
        <DemoSignIns
          signIns={demoSignIns}
          onChoose={(chosen) => {
            setEmail(chosen.email)
            setPassword(chosen.password)
            submit.current?.focus()
          }}
        />
        {demoSignIns.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('demoNote')}
          </Text>
        )}
      </Stack>
    </form>
  )
}
