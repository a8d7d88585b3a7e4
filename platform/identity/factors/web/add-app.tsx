import { Button, Code, Group, Paper, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
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
        {/* Cameras want it dark on light, in the dark theme too, with a margin around it. */}
        <Paper bg="white" c="black" p="md" w={212} withBorder>
          <svg
            viewBox={`0 0 ${qr.size} ${qr.size}`}
            width={180}
            height={180}
            role="img"
            aria-label={t('qrLabel')}
            shapeRendering="crispEdges"
          >
            <path d={qr.path} fill="black" />
          </svg>
        </Paper>
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
