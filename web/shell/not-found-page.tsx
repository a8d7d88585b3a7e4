import { Button, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** Also what another tenant's record looks like from here: it is not known. */
export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Stack align="flex-start" gap="sm" py="xl" px="md">
      <Title order={1}>{t('notFoundTitle')}</Title>
      <Text>{t('notFoundText')}</Text>
      <Button component={Link} to="/" variant="default">
        {t('toStart')}
      </Button>
    </Stack>
  )
}
