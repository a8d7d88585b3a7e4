import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { Notifications, notifications } from '@mantine/notifications'
import i18next from 'i18next'
import type { ReactNode } from 'react'

/** Where quiet notices appear. Loaded with the first of them. */
export function Notices() {
  return <Notifications position="bottom-right" containerWidth={360} />
}

export function showDone(message: ReactNode) {
  notifications.show({ color: 'green', message, closeButtonProps: { 'aria-label': i18next.t('close') } })
}
