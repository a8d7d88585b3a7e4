import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Moment } from '#web/components/moment.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useRemoveFactor } from './factor-queries.ts'

interface Props {
  items: { id: string; kind: 'totp' | 'passkey'; name: string; usedAt: string | null; createdAt: string }[]
  changeable: boolean
}

export function FactorList({ items, changeable }: Props) {
  const { t } = useTranslation('factors')
  const remove = useRemoveFactor()
  return (
    <Stack gap="xs" w="100%" component="ul" p={0} m={0}>
      {remove.error && <ProblemAlert error={remove.error} />}
      {items.map(({ id, kind, name, usedAt, createdAt }) => (
        <Group key={id} component="li" justify="space-between" gap="sm">
          <div>
            <Text fw={600}>{kind === 'totp' ? t('app') : t('passkeyNamed', { name })}</Text>
            <Text size="sm" c="dimmed">
              {t('lastUsed')} <Moment at={usedAt ?? createdAt} />
            </Text>
          </div>
          {changeable && (
            <Button
              variant="subtle"
              color="red"
              size="compact-sm"
              aria-label={t('removeNamed', { name: kind === 'totp' ? t('app') : name })}
              loading={remove.isPending && remove.variables === id}
              onClick={() => remove.mutate(id)}
            >
              {t('remove')}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
  )
}
