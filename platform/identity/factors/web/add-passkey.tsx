import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAddPasskey } from './factor-queries.ts'
import { PasskeyAlert } from './passkey-alert.tsx'

interface Props {
  onAdded: (recoveryCodes: string[] | null) => void
  onCancel: () => void
}

export function AddPasskey({ onAdded, onCancel }: Props) {
  const { t } = useTranslation('factors')
  const [name, setName] = useState('')
  const add = useAddPasskey()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate(name.trim(), { onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes) })
      }}
    >
      <Stack gap="sm">
        <Text>{t('passkeyText')}</Text>
        {add.error && <PasskeyAlert error={add.error} />}
        <TextInput
          label={t('passkeyName')}
          description={t('passkeyNameText')}
          required
          autoFocus
          maxLength={60}
          pattern=".*\S.*"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" loading={add.isPending}>
            {t('addPasskey')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
