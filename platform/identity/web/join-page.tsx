import { Button, Center, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { acceptInvitation, lookAtInvitation } from '#platform/members/staff.contract.ts'
import { call } from '#web/call.ts'
import { PasswordField } from '#web/components/password-field.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useLinkToken } from '#web/components/use-link-token.ts'
import { DoorProblem } from './door-problem.tsx'
import { tenantOptions } from './session-queries.ts'

/** Where an invitation's link leads. Its token stands behind the `#`, which no server is sent. */
export function JoinPage() {
  const { t } = useTranslation('identity')
  const { data: tenant } = useSuspenseQuery(tenantOptions())
  const token = useLinkToken()
  const invitation = useQuery({
    queryKey: ['invitation'],
    queryFn: ({ signal }) => call(lookAtInvitation, { body: { token } }, { signal }),
    retry: false,
    // Used, it is over; what was seen of it before stays on the page.
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="lg" w="100%" maw={420}>
        <Stack gap="sm">
          <Title order={1}>{t('join', { name: tenant.name })}</Title>
          {invitation.error && <DoorProblem error={invitation.error} />}
          {invitation.isPending && <Waiting height={180} />}
          {invitation.data && <JoinForm token={token} {...invitation.data} />}
        </Stack>
      </Paper>
    </Center>
  )
}

interface Invited {
  token: string
  email: string
  name: string
  hasAccount: boolean
}

function JoinForm({ token, email, name: suggested, hasAccount }: Invited) {
  const { t } = useTranslation('identity')
  const [name, setName] = useState(suggested)
  const [password, setPassword] = useState('')
  const navigate = useNavigate()
  const accept = useMutation({
    mutationFn: () =>
      call(acceptInvitation, { body: { token, password, ...(!hasAccount && { name: name.trim() }) } }),
    onSuccess: () => navigate({ to: '/sign-in', replace: true }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        accept.mutate()
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {hasAccount ? t('joinWithAccount') : t('passwordAdvice')}
        </Text>
        {accept.error && <DoorProblem error={accept.error} />}
        <TextInput label={t('email')} type="email" autoComplete="username" readOnly value={email} />
        {!hasAccount && (
          <TextInput
            label={t('yourName')}
            autoComplete="name"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <PasswordField
          label={hasAccount ? t('password') : t('newPassword')}
          autoComplete={hasAccount ? 'current-password' : 'new-password'}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" loading={accept.isPending}>
          {t('joinNow')}
        </Button>
      </Stack>
    </form>
  )
}
