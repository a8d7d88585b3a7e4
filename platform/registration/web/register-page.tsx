import { Anchor, Center, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { isProblem } from '#web/query-client.ts'
import { findBegun, forgetBegun, keepBegun } from './begun-registration.ts'
import { RegisterForm } from './register-form.tsx'
import { enter, type NewTenant, useRegister, useRegistration } from './registration-queries.ts'

/** A clinic or shop of one's own, from nothing to signed in. */
export function RegisterPage() {
  const { t } = useTranslation('registration')
  const [sent, setSent] = useState<NewTenant>()
  const [begun, setBegun] = useState(findBegun)
  const register = useRegister()
  const progress = useRegistration(begun?.token)
  const address = progress.data?.address
  const refused = progress.data?.state === 'refused' || isProblem(progress.error, 'not_found')
  const owner = sent?.owner
  useEffect(() => {
    document.title = t('title')
  }, [t])
  useEffect(() => {
    if (address || refused) forgetBegun()
  }, [address, refused])
  useEffect(() => {
    if (!address) return
    // After a reload nobody knows the password any more: its person signs in there.
    if (owner) void enter(address, { email: owner.email, password: owner.password })
    else location.replace(address)
  }, [address, owner])

  const send = (tenant: NewTenant) => {
    setSent(tenant)
    register.mutate(tenant, {
      onSuccess: ({ token }) => setBegun(keepBegun({ token, name: tenant.name })),
    })
  }
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={520} gap="md">
        <Paper withBorder p="lg">
          <Title order={1} mb="sm">
            {t('title')}
          </Title>
          {begun && !refused ? (
            <Group gap="sm" role="status">
              <Loader size="sm" aria-hidden />
              <Text>{t('making', { name: begun.name })}</Text>
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
