import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { base, call } from '#web/call.ts'
import { PasswordField } from '#web/components/password-field.tsx'
import { changePassword } from '../account.contract.ts'
import { DoorProblem } from './door-problem.tsx'
import { sessionOptions } from './session-queries.ts'

/** Where somebody with a temporary password is led first, and anybody may come. */
export function ChangePasswordPage() {
  const { t } = useTranslation('identity')
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const queries = useQueryClient()
  const router = useRouter()
  const change = useMutation({
    mutationFn: () => call(changePassword, { body: { password, newPassword } }),
    onSuccess: () => {
      // Asked for anew: the guard of the pages goes by what is known, however old.
      queries.removeQueries({ queryKey: sessionOptions().queryKey })
      router.history.replace(`${base}/`)
    },
  })
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="lg" w="100%" maw={420}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate()
          }}
        >
          <Stack gap="sm">
            <Title order={1}>{t('changePassword')}</Title>
            <Text size="sm" c="dimmed">
              {t('passwordAdvice')}
            </Text>
            {change.error && <DoorProblem error={change.error} />}
            <PasswordField
              label={t('presentPassword')}
              name="password"
              autoFocus
              value={password}
              onChange={setPassword}
            />
            <PasswordField
              label={t('newPassword')}
              name="newPassword"
              autoComplete="new-password"
              minLength={8}
              value={newPassword}
              onChange={setNewPassword}
            />
            <Button type="submit" loading={change.isPending}>
              {t('changePassword')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
