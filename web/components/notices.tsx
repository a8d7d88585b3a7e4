import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { type NotificationData, Notifications, notifications } from '@mantine/notifications'

/** Where quiet notices appear. Loaded with the first of them. */
export function Notices() {
  return <Notifications position="bottom-right" containerWidth={360} />
}

export function show(notice: NotificationData) {
  notifications.show(notice)
}
