import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { PasswordField } from '#web/components/password-field.tsx'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useLinkToken } from '#web/components/use-link-token.ts'
import { isProblem } from '#web/query-client.ts'
import { lookAtLink, takeLink } from '../session.contract.ts'
import { Door } from './door.tsx'
import { sessionOptions } from './session-queries.ts'

/** Where an operator chooses his password. The token stands behind the `#`, which no server is sent. */
export function LinkPage() {
  const { t } = useTranslation('console')
  const token = useLinkToken()
  const [password, setPassword] = useState('')
  const queries = useQueryClient()
  const router = useRouter()
  const person = useQuery({
    queryKey: ['link'],
    queryFn: ({ signal }) => call(lookAtLink, { body: { token } }, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const take = useMutation({
    mutationFn: () => call(takeLink, { body: { token, password } }),
    onSuccess: (session) => {
      queries.setQueryData(sessionOptions().queryKey, session)
      router.history.replace('/sign-in')
    },
  })
  return (
    <Door title={t('choosePassword')}>
      {person.error && <ProblemAlert error={person.error} />}
      {isProblem(person.error, 'link_over') && <SignInLink />}
      {person.isPending && <Waiting height={120} />}
      {person.data && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            take.mutate()
          }}
        >
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {t('passwordHint')}
            </Text>
            {take.error && <ProblemAlert error={take.error} />}
            {isProblem(take.error, 'link_over') && <SignInLink />}
            <TextInput label={t('email')} autoComplete="username" readOnly value={person.data.email} />
            <PasswordField
              label={t('newPassword')}
              autoComplete="new-password"
              autoFocus
              minLength={8}
              value={password}
              onChange={setPassword}
            />
            <Button type="submit" loading={take.isPending}>
              {t('goOn')}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  )
}

/** Perhaps it was he himself who used it, and the answer was lost. */
function SignInLink() {
  const { t } = useTranslation('console')
  return (
    <LinkAnchor to="/sign-in" size="sm">
      {t('signIn')}
    </LinkAnchor>
  )
}
