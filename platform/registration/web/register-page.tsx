import { Anchor, Center, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { RegisterForm } from './register-form.tsx'
import { enter, type NewTenant, useRegister, useRegistration } from './registration-queries.ts'

/** A clinic or shop of one's own, from nothing to signed in. */
export function RegisterPage() {
  const { t } = useTranslation('registration')
  const [key] = useState(() => crypto.randomUUID())
  const [sent, setSent] = useState<NewTenant>()
  const register = useRegister(key)
  const progress = useRegistration(register.data?.token)
  const address = progress.data?.address
  const owner = sent?.owner
  useEffect(() => {
    document.title = t('title')
  }, [t])
  useEffect(() => {
    if (address && owner) void enter(address, { email: owner.email, password: owner.password })
  }, [address, owner])

  const send = (tenant: NewTenant) => {
    setSent(tenant)
    register.mutate(tenant)
  }
  const refused = progress.data?.state === 'refused'
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={520} gap="md">
        <Paper withBorder p="lg">
          <Title order={1} mb="sm">
            {t('title')}
          </Title>
          {register.data && !refused ? (
            <Group gap="sm" role="status">
              <Loader size="sm" aria-hidden />
              <Text>{t('making', { name: sent?.name ?? '' })}</Text>
              {progress.error && <ProblemAlert error={progress.error} />}
            </Group>
          ) : (
            <Stack gap="sm">
              <Text c="dimmed">{t('text')}</Text>
              {refused && <ProblemAlert error={undefined} message={t('refused')} />}
              <RegisterForm error={register.error} pending={register.isPending} onSend={send} />
            </Stack>
          )}
        </Paper>
        <Group justify="center" gap={4}>
          <Text>{t('haveOne')}</Text>
          <Anchor href="/">{t('findIt')}</Anchor>
        </Group>
        <Center>
          <LanguageChoice />
        </Center>
      </Stack>
    </Center>
  )
}
