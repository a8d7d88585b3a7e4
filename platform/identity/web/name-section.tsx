import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useChangeName } from './account-queries.ts'
import { AccountSection } from './account-section.tsx'
import { useSession } from './session-queries.ts'

export function NameSection() {
  const { t } = useTranslation('identity')
  const { account } = useSession()
  const [changing, setChanging] = useState(false)
  return (
    <AccountSection title={t('yourName')}>
      {changing ? (
        <ChangeNameForm former={account.name} onDone={() => setChanging(false)} />
      ) : (
        <>
          <Text>{account.name}</Text>
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('changeName')}
          </Button>
        </>
      )}
    </AccountSection>
  )
}

function ChangeNameForm({ former, onDone }: { former: string; onDone: () => void }) {
  const { t } = useTranslation('identity')
  const [name, setName] = useState(former)
  const change = useChangeName()
  const changed = () => {
    onDone()
    notifyDone(t('nameChanged'))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(name.trim(), { onSuccess: changed })
      }}
    >
      <Stack gap="sm">
        <Text c="dimmed">{t('changeNameText')}</Text>
        {change.error && <ProblemAlert error={change.error} />}
        <TextInput
          label={t('yourName')}
          autoComplete="name"
          required
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" loading={change.isPending} disabled={name.trim() === ''}>
            {t('changeName')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('notNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
