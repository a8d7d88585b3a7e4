import { Group, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '#web/call.ts'
import { Moment } from '#web/components/moment.tsx'
import type { Notification } from '../notifications.contract.ts'
import { useReadOne } from './notification-queries.ts'
import classes from './notification-list.module.css'

interface Props {
  notifications: Notification[]
  label: string
  /** The rows of the question before, shown until the new ones come. */
  stale?: boolean
  /** One was opened. */
  onOpen?: () => void
}

/** What one is told, newest first. Opening one reads it and shows the page that it leads to. */
export function NotificationList({ notifications, label, stale = false, onOpen }: Props) {
  const read = useReadOne()
  const router = useRouter()
  const open = ({ id, path, readAt }: Notification) => {
    if (!readAt) read.mutate(id)
    onOpen?.()
    // A path as it would stand in the address, with what is asked for behind it.
    if (path) router.history.push(base + path)
  }
  return (
    <ul className={classes.list} aria-label={label} data-stale={stale || undefined}>
      {notifications.map((notification) => (
        <li key={notification.id} className={classes.item}>
          <UnstyledButton className={classes.press} data-row onClick={() => open(notification)}>
            <Item notification={notification} />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}

function Item({ notification: { title, body, readAt, createdAt } }: { notification: Notification }) {
  const { t } = useTranslation('notifications')
  return (
    <>
      <span className={classes.dot} data-unread={!readAt || undefined} aria-hidden />
      <span>
        <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
          <Text span fw={readAt ? 500 : 700}>
            {!readAt && <VisuallyHidden>{t('isUnread')}: </VisuallyHidden>}
            <bdi>{title}</bdi>
          </Text>
          <Text span size="xs" c="dimmed" flex="none">
            <Moment at={createdAt} as="ago" />
          </Text>
        </Group>
        <Text span size="sm">
          <bdi>{body}</bdi>
        </Text>
      </span>
    </>
  )
}
