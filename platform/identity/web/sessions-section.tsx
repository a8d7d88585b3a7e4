import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Moment } from '#web/components/moment.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import type { OpenSession } from '../account.contract.ts'
import { sessionsOptions, useEndAllSessions, useEndSession } from './account-queries.ts'
import { AccountSection } from './account-section.tsx'
import { nameOfDevice } from '../device-name.ts'
import classes from './sessions-section.module.css'

/** Where a person is signed in, and the way out of each place and of all. */
export function SessionsSection() {
  const { t } = useTranslation(['identity', 'shell'])
  const sessions = useQuery(sessionsOptions())
  const end = useEndSession()
  const endAll = useEndAllSessions()
  const error = end.error ?? endAll.error
  return (
    <AccountSection title={t('signedInAt')}>
      {sessions.error && <ProblemAlert error={sessions.error} retry={() => void sessions.refetch()} />}
      {sessions.isPending && <Waiting height={72} />}
      {error && <ProblemAlert error={error} />}
      {sessions.data && (
        <ul className={classes.list}>
          {sessions.data.items.map((session) => (
            <li key={session.id} className={classes.session}>
              <SessionText session={session} />
              {session.current ? (
                <Badge variant="light">{t('thisSession')}</Badge>
              ) : (
                <Button
                  variant="default"
                  size="compact-sm"
                  loading={end.isPending && end.variables === session.id}
                  onClick={() => end.mutate(session.id)}
                  aria-label={t('endSessionOf', {
                    device: nameOfDevice(session.device) ?? t('unknownDevice'),
                  })}
                >
                  {t('endSession')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Button variant="default" color="red" loading={endAll.isPending} onClick={() => endAll.mutate()}>
        {t('signOutEverywhere')}
      </Button>
    </AccountSection>
  )
}

function SessionText({ session }: { session: OpenSession }) {
  const { t } = useTranslation('identity')
  return (
    <Stack gap={0} flex={1} miw={0}>
      <Text fw={600}>{nameOfDevice(session.device) ?? t('unknownDevice')}</Text>
      <Group gap={6}>
        <Text size="sm" c="dimmed">
          {session.host}
          {session.network && `, ${session.network}`}
        </Text>
        <Text size="sm" c="dimmed">
          {t('lastSeen')} <Moment at={session.seenAt} as="ago" />
        </Text>
      </Group>
    </Stack>
  )
}
