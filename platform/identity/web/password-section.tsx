import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'
import { PasswordField } from '#web/components/password-field.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useChangePassword } from './account-queries.ts'
import { AccountSection } from './account-section.tsx'
import { NewPasswordField } from './new-password-field.tsx'

export function PasswordSection() {
  const { t } = useTranslation('identity')
  const [changing, setChanging] = useState(false)
  return (
    <AccountSection title={t('password')}>
      {changing ? (
        <ChangePasswordForm onDone={() => setChanging(false)} />
      ) : (
        <Button variant="default" onClick={() => setChanging(true)}>
          {t('changePassword')}
        </Button>
      )}
    </AccountSection>
  )
}

function ChangePasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity')
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const change = useChangePassword()
  const changed = () => {
    onDone()
    notifyDone(t('passwordChanged'))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ password, newPassword }, { onSuccess: changed })
      }}
    >
      <Stack gap="sm">
        <Text c="dimmed">{t('changePasswordText')}</Text>
        {change.error && <ProblemAlert error={change.error} />}
        <PasswordField
          label={t('presentPassword')}
          name="password"
          autoFocus
          value={password}
          onChange={setPassword}
        />
        <NewPasswordField value={newPassword} onChange={setNewPassword} />
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            {t('changePassword')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('notNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
