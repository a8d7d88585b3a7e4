import { Alert, Button, Code, CopyButton, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  codes: string[]
  onKept: () => void
}

/** Shown once: to be copied, kept as a file, or printed. */
export function RecoveryCodes({ codes, onKept }: Props) {
  const { t } = useTranslation('factors')
  const text = codes.join('\n')
  return (
    <Stack gap="sm" w="100%">
      <Alert title={t('recoveryCodes')}>{t('recoveryCodesText')}</Alert>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" aria-label={t('recoveryCodes')} role="list">
        {codes.map((code) => (
          <Code key={code} role="listitem" fz="sm">
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Group gap="xs">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={() => saveText(text)}>
          {t('download')}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {t('print')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('recoveryCodesOnce')}
      </Text>
      <Button onClick={onKept}>{t('codesKept')}</Button>
    </Stack>
  )
}

function saveText(text: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }))
  link.download = 'recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(link.href)
}
