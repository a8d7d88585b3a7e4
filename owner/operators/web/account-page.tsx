import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { PasswordField } from '#web/components/password-field.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { Looks } from '#web/console/console-frame.tsx'
import * as contract from '../account.contract.ts'
import { getFactors, renewRecoveryCodes } from '../factor.contract.ts'
import { signOut } from '../session.contract.ts'
import { AppEnrolment } from './app-enrolment.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useOperatorSession } from './session-queries.ts'

/** One's own password, second factor and sessions. */
export function AccountPage() {
  const { t } = useTranslation(['console', 'shell'])
  const { operator } = useOperatorSession()
  const leave = useMutation({
    mutationFn: (everywhere: boolean) => call(everywhere ? contract.endAllSessions : signOut, {}),
    // A page load, so that nothing stays in the browser's memory.
    onSuccess: () => location.assign('/sign-in'),
  })
  return (
    <Stack gap="lg" maw={640}>
      <div>
        <ConsoleTitle title={t('account')}>
          <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate(false)}>
            {t('shell:signOut')}
          </Button>
        </ConsoleTitle>
        <Text>{operator.name}</Text>
        <Text size="sm" c="dimmed">
          {operator.email} · {t(operator.role)}
        </Text>
        <Looks />
      </div>
      <FactorSection />
      <PasswordSection />
      <SessionsSection onLeave={() => leave.mutate(true)} />
    </Stack>
  )
}

function FactorSection() {
  const { t } = useTranslation(['console', 'shell'])
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const [wanted, setWanted] = useState<'app'>()
  const [codes, setCodes] = useState<string[]>()
  const factors = useQuery({
    queryKey: ['factors'],
    queryFn: ({ signal }) => call(getFactors, {}, { signal }),
  })
  const renew = useMutation({
    mutationFn: () => call(renewRecoveryCodes, { body: { password } }),
    onSuccess: async ({ recoveryCodes }) => {
      setCodes(recoveryCodes)
      setPassword('')
      await queries.invalidateQueries({ queryKey: ['factors'] })
    },
  })
  return (
    <section>
      <Title order={2} mb="xs">
        {t('secondFactor')}
      </Title>
      <Rows
        label={t('secondFactor')}
        query={{ ...factors, data: factors.data?.items }}
        keyOf={({ id }) => id}
        empty={t('noFactors')}
        columns={[
          { label: t('name'), cell: ({ name }) => name },
          { label: t('since'), cell: ({ createdAt }) => <ConsoleMoment at={createdAt} /> },
          { label: t('used'), cell: ({ usedAt }) => (usedAt ? <ConsoleMoment at={usedAt} /> : '–') },
        ]}
      />
      <Text size="sm" my="xs">
        {t('codesLeft', { count: factors.data?.recoveryCodesLeft ?? 0 })}
      </Text>
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />}
      {wanted ? (
        <AppEnrolment
          password={password}
          onEnrolled={() => {
            setWanted(undefined)
            setPassword('')
            void queries.invalidateQueries()
          }}
        />
      ) : (
        <Stack gap="xs">
          {renew.error && <ProblemAlert error={renew.error} />}
          <PasswordField
            label={t('presentPassword')}
            description={t('presentPasswordHint')}
            value={password}
            onChange={setPassword}
          />
          <Group gap="xs">
            <Button variant="default" disabled={!password} onClick={() => setWanted('app')}>
              {t('newApp')}
            </Button>
            <Button
              variant="default"
              data-once
              disabled={!password}
              loading={renew.isPending}
              onClick={() => renew.mutate()}
            >
              {t('newCodes')}
            </Button>
          </Group>
        </Stack>
      )}
    </section>
  )
}

function PasswordSection() {
  const { t } = useTranslation(['console', 'shell'])
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const change = useMutation({
    mutationFn: () => call(contract.changePassword, { body: { password, newPassword } }),
    onSuccess: async () => {
      setPassword('')
      setNewPassword('')
      notifyDone(t('passwordChanged'))
    },
  })
  return (
    <section>
      <Title order={2} mb="xs">
        {t('changePassword')}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate()
        }}
      >
        <Stack gap="xs">
          {change.error && <ProblemAlert error={change.error} />}
          <PasswordField label={t('presentPassword')} value={password} onChange={setPassword} />
          <PasswordField
            label={t('newPassword')}
            autoComplete="new-password"
            minLength={8}
            value={newPassword}
            onChange={setNewPassword}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t('changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  )
}

function SessionsSection({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation(['console', 'shell'])
  const queries = useQueryClient()
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => call(contract.listSessions, {}, { signal }),
  })
  const end = useMutation({
    mutationFn: (sessionId: string) => call(contract.endOneSession, { params: { sessionId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('sessions')}</Title>
        <Button variant="default" size="compact-sm" onClick={onLeave}>
          {t('signOutEverywhere')}
        </Button>
      </Group>
      <Rows
        label={t('sessions')}
        query={{ ...sessions, data: sessions.data?.items }}
        keyOf={({ id }) => id}
        empty={t('noSessions')}
        columns={[
          {
            label: t('device'),
            cell: ({ device }) => (
              <Text size="sm" lineClamp={2}>
                {device ?? '–'}
              </Text>
            ),
          },
          { label: t('network'), cell: ({ network }) => network ?? '–' },
          { label: t('seen'), cell: ({ seenAt }) => <ConsoleMoment at={seenAt} /> },
          {
            label: t('shell:actions'),
            cell: ({ id, current }) =>
              current ? (
                t('thisOne')
              ) : (
                <Button size="compact-xs" variant="default" onClick={() => end.mutate(id)}>
                  {t('end')}
                </Button>
              ),
          },
        ]}
      />
    </section>
  )
}
