import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordField } from '#web/components/password-field.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useConfirmIdentity } from './factor-queries.ts'

/** Asks for the password once more: a desk that was left open must not be enough. */
export function ConfirmIdentity() {
  const { t } = useTranslation('factors')
  const [asked, setAsked] = useState(false)
  const [password, setPassword] = useState('')
  const confirm = useConfirmIdentity()
  if (!asked) {
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        {t('change')}
      </Button>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate({ password })
      }}
    >
      <Stack gap="sm">
        <Text c="dimmed">{t('confirmText')}</Text>
        {confirm.error && <ProblemAlert error={confirm.error} />}
        <PasswordField
          label={t('password')}
          name="password"
          autoFocus
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" loading={confirm.isPending}>
          {t('goOn')}
        </Button>
      </Stack>
    </form>
  )
}
