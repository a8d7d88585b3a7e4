import { Button, Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Shown once: whoever loses the app comes in by one of them. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation('console')
  return (
    <Stack gap="sm">
      <Text size="sm">{t('keepCodes')}</Text>
      <Code block>{codes.join('\n')}</Code>
      <Button onClick={onKept}>{t('codesKept')}</Button>
    </Stack>
  )
}
