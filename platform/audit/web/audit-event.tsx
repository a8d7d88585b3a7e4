import { Badge, Button, Code, Group, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { Moment } from '#web/components/moment.tsx'
import type { AuditEvent } from './audit-queries.ts'
import { useActionName } from './use-action-name.ts'
import classes from './audit.module.css'

interface Change {
  entity: string
  id: string | null
  fields: Record<string, [before: unknown, after: unknown]>
}

/** One thing that was done or read. */
export function AuditEventCard({ event }: { event: AuditEvent }) {
  const { t } = useTranslation('audit')
  const actionName = useActionName()
  const [open, { toggle }] = useDisclosure()
  const { changes = [], count, ...rest } = (event.detail ?? {}) as { changes?: Change[]; count?: number }
  const hasMore = changes.length > 0 || Object.keys(rest).length > 0
  return (
    <li className={classes.event}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div className={classes.words}>
          <Group gap="xs">
            <Text fw={600} size="sm">
              <Actor event={event} />
            </Text>
            <Text size="sm" title={event.action}>
              {actionName(event.action)}
            </Text>
            {event.outcome !== 'success' && (
              <Badge color="red" variant="light" tt="none">
                {t(event.outcome)}
              </Badge>
            )}
            {count !== undefined && count > 1 && <Text size="sm">{t('times', { count })}</Text>}
          </Group>
          <Text size="xs" c="dimmed">
            <Moment at={event.at} />
            {event.ip && ` · ${event.ip}`}
          </Text>
          {event.patientId && (
            <LinkAnchor to="/patients/$patientId" params={{ patientId: event.patientId }} size="xs">
              {t('openPatient')}
            </LinkAnchor>
          )}
        </div>
        {hasMore && (
          <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={toggle}>
            {t('details')}
          </Button>
        )}
      </Group>
      {open && (
        <>
          {changes.map((change, at) => (
            <Fields key={`${at} ${change.id}`} change={change} />
          ))}
          {Object.keys(rest).length > 0 && <Code block>{JSON.stringify(rest, null, 2)}</Code>}
        </>
      )}
    </li>
  )
}

function Actor({ event: { actorKind, actor, actorName } }: { event: AuditEvent }) {
  const { t } = useTranslation('audit')
  if (actorKind !== 'member') return actorName ? `${t(actorKind)}: ${actorName}` : t(actorKind)
  const name = actorName ?? t('unknownPerson')
  if (!actor) return name
  return (
    <LinkAnchor to="/audit" search={{ actor }} inherit underline="always">
      {name}
    </LinkAnchor>
  )
}

/** What was changed, field by field. */
function Fields({ change: { entity, fields } }: { change: Change }) {
  const { t } = useTranslation('audit')
  return (
    <div className={classes.scroll}>
      <Table aria-label={entity}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('changedField')}</Table.Th>
            <Table.Th>{t('before')}</Table.Th>
            <Table.Th>{t('after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(fields).map(([field, [before, after]]) => (
            <Table.Tr key={field}>
              <Table.Td>{field}</Table.Td>
              <Table.Td>{wordsOf(before)}</Table.Td>
              <Table.Td>{wordsOf(after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
