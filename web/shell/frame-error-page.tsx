import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tenantOptions } from '#platform/identity/web/session-queries.ts'
import { useSignOut } from '#platform/identity/web/sign-in-queries.ts'
import { isProblem } from '#web/query-client.ts'
import { ErrorPage } from './error-page.tsx'

/** The session could not be read: no member here, or no answer. */
export function FrameErrorPage(props: ErrorComponentProps) {
  return (
    <Center component="main" mih="100dvh" p="md">
      {isProblem(props.error, 'not_a_member') ? <NotMember /> : <ErrorPage {...props} />}
    </Center>
  )
}

function NotMember() {
  const { t } = useTranslation()
  const { data: tenant } = useQuery(tenantOptions())
  const signOut = useSignOut()
  return (
    <Stack gap="sm" maw={480} align="flex-start">
      <Title order={1}>{t('notMemberTitle', { name: tenant?.name ?? '' })}</Title>
      <Text>{t('notMemberText')}</Text>
      <Button loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {t('otherAccount')}
      </Button>
    </Stack>
  )
}
