import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { QrCode } from '#web/components/qr-code.tsx'
import { CodeField } from './code-field.tsx'
import { useBeginTotp, useConfirmTotp } from './factor-queries.ts'

interface Props {
  onAdded: (recoveryCodes: string[] | null) => void
  onCancel: () => void
}

/** An authenticator app: it reads the secret from the screen, and shows a first code. */
export function AddApp({ onAdded, onCancel }: Props) {
  const { t } = useTranslation('factors')
  const [code, setCode] = useState('')
  const begin = useBeginTotp()
  const confirm = useConfirmTotp()
  const { mutate } = begin
  const name = t('app')
  useEffect(() => mutate(name), [mutate, name])
  if (begin.error) return <ProblemAlert error={begin.error} />
  if (!begin.data) return <Text c="dimmed">{t('preparing')}</Text>
  const { id, secret, qr } = begin.data
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate(
          { id, code },
          { onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes), onError: () => setCode('') },
        )
      }}
    >
      <Stack gap="sm">
        <Text>{t('scan')}</Text>
        <QrCode qr={qr} label={t('qrLabel')} />
        <Text size="sm">{t('orType')}</Text>
        <Group gap="xs" wrap="nowrap">
          <Code fz="sm">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</Code>
          <CopyText text={secret} label={t('copy')} />
        </Group>
        {confirm.error && <ProblemAlert error={confirm.error} />}
        <CodeField value={code} onChange={setCode} />
        <Group gap="xs">
          <Button type="submit" loading={confirm.isPending}>
            {t('addApp')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
