import { Badge, Group, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { Moment } from '#web/components/moment.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { readablePhone } from '#web/format/phone.ts'
import type { Message } from '../messages.contract.ts'
import { stateColors, stateTexts } from './message-words.ts'
import list from '#web/components/list.module.css'

interface Props {
  messages: Message[]
  /** The rows of the question before, shown until the new ones come. */
  stale: boolean
}

/** A table to compare on a desk; cards on a phone. */
export function MessagesTable({ messages, stale }: Props) {
  const isPhone = useIsPhone()
  return (
    <div data-stale={stale || undefined} className={list.list}>
      {isPhone ? <Cards messages={messages} /> : <Rows messages={messages} />}
    </div>
  )
}

function Rows({ messages }: { messages: Message[] }) {
  const { t } = useTranslation('messages')
  return (
    <Table highlightOnHover aria-label={t('title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('to')}</Table.Th>
          <Table.Th>{t('text')}</Table.Th>
          <Table.Th>{t('channel')}</Table.Th>
          <Table.Th>{t('state')}</Table.Th>
          <Table.Th>{t('written')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {messages.map((message) => (
          <Table.Tr key={message.id} className={list.row}>
            <Table.Td>
              <RecipientName message={message} />
            </Table.Td>
            <Table.Td maw={420}>
              <Text truncate>
                <bdi>{message.body}</bdi>
              </Text>
            </Table.Td>
            <Table.Td>{t(message.channel)}</Table.Td>
            <Table.Td>
              <StateBadge message={message} />
            </Table.Td>
            <Table.Td>
              <Moment at={message.createdAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ messages }: { messages: Message[] }) {
  const { t } = useTranslation('messages')
  return (
    <ul className={list.cards} aria-label={t('title')}>
      {messages.map((message) => (
        <li key={message.id} className={list.card} data-stacked>
          <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <RecipientName message={message} />
            <StateBadge message={message} />
          </Group>
          <Text size="sm" lineClamp={2}>
            <bdi>{message.body}</bdi>
          </Text>
          <Text size="xs" c="dimmed">
            {t(message.channel)} · <Moment at={message.createdAt} />
          </Text>
        </li>
      ))}
    </ul>
  )
}

/** Opens the message; the link covers the whole row. */
function RecipientName({ message }: { message: Message }) {
  const name = useRecipientName(message)
  return (
    <div>
      <LinkAnchor
        to="/messages"
        search={(now: object) => ({ ...now, message: message.id })}
        className={list.link}
        c="inherit"
        fw={600}
        underline="never"
        data-row
        inherit
      >
        <bdi>{name}</bdi>
      </LinkAnchor>
      {message.recipient.address && (
        <Text size="xs" c="dimmed">
          {readablePhone(message.recipient.address)}
        </Text>
      )}
    </div>
  )
}

/** Somebody new is named as soon as his name stands beside the tenant’s rows. */
export function useRecipientName({ recipient }: Message) {
  const { t } = useTranslation('messages')
  return recipient.name || (recipient.kind === 'member' ? t('member') : (recipient.address ?? '–'))
}

export function StateBadge({ message: { state, byHand } }: { message: Message }) {
  const { t } = useTranslation('messages')
  return (
    <Badge variant="light" color={stateColors[state]} tt="none" flex="none">
      {t(stateTexts[state])}
      {byHand && ` · ${t('byHand')}`}
    </Badge>
  )
}
