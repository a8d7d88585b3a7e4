import { Badge, Button, Code, Group, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePermissionName } from '#platform/members/web/use-permission-name.ts'
import list from '#web/components/list.module.css'
import { Moment } from '#web/components/moment.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import type { ApiKey } from '../api-keys.contract.ts'
import classes from './api-keys-table.module.css'

interface Props {
  keys: ApiKey[]
  onRevoke: (key: ApiKey) => void
}

/** A table to compare on a desk; cards on a phone. */
export function ApiKeysTable(props: Props) {
  return useIsPhone() ? <Cards {...props} /> : <Rows {...props} />
}

function Rows({ keys, onRevoke }: Props) {
  const { t } = useTranslation('apikeys')
  return (
    <Table aria-label={t('title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('name')}</Table.Th>
          <Table.Th>{t('scopes')}</Table.Th>
          <Table.Th>{t('lastUsed')}</Table.Th>
          <Table.Th>{t('until')}</Table.Th>
          <Table.Th aria-label={t('revoke')} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Td className={classes.top}>
              <KeyName apiKey={key} />
            </Table.Td>
            <Table.Td className={classes.top}>
              <Scopes scopes={key.scopes} />
            </Table.Td>
            <Table.Td className={classes.top}>
              <LastUsed apiKey={key} />
            </Table.Td>
            <Table.Td className={classes.top}>
              <Until apiKey={key} />
            </Table.Td>
            <Table.Td className={classes.end}>
              <Revoke apiKey={key} onRevoke={onRevoke} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ keys, onRevoke }: Props) {
  const { t } = useTranslation('apikeys')
  return (
    <ul className={list.cards} aria-label={t('title')}>
      {keys.map((key) => (
        <li key={key.id} className={list.card} data-stacked>
          <KeyName apiKey={key} />
          <Scopes scopes={key.scopes} />
          <Text size="xs" c="dimmed">
            {t('lastUsed')}: <LastUsed apiKey={key} />
          </Text>
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed">
              {t('until')}: <Until apiKey={key} />
            </Text>
            <Revoke apiKey={key} onRevoke={onRevoke} />
          </Group>
        </li>
      ))}
    </ul>
  )
}

function KeyName({ apiKey: { name, hint, madeBy, createdAt } }: { apiKey: ApiKey }) {
  const { t } = useTranslation('apikeys')
  return (
    <div>
      <Group gap="xs">
        <Text fw={600} className={classes.name}>
          {name}
        </Text>
        <Code>…{hint}</Code>
      </Group>
      <Text size="xs" c="dimmed">
        {t('madeBy', { name: madeBy })} · <Moment at={createdAt} as="dayOf" />
      </Text>
    </div>
  )
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const nameOf = usePermissionName()
  return (
    <ul className={classes.scopes}>
      {scopes.map((scope) => (
        <li key={scope}>{nameOf(scope)}</li>
      ))}
    </ul>
  )
}

function LastUsed({ apiKey: { usedAt } }: { apiKey: ApiKey }) {
  const { t } = useTranslation('apikeys')
  return usedAt ? <Moment at={usedAt} as="ago" /> : t('never')
}

function Until({ apiKey: { expired, expiresAt } }: { apiKey: ApiKey }) {
  const { t } = useTranslation('apikeys')
  if (!expired) return <Moment at={expiresAt} as="dayOf" />
  return (
    <Badge variant="light" color="yellow" tt="none">
      {t('expired')}
    </Badge>
  )
}

function Revoke({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: Props['onRevoke'] }) {
  const { t } = useTranslation('apikeys')
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('revokeOf', { name: apiKey.name })}
      onClick={() => onRevoke(apiKey)}
    >
      {t('revoke')}
    </Button>
  )
}
