import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { Notifications, notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { type ReactNode, useEffect } from 'react'

/** How many have been shown, on this page or on one before it. */
let shown = 0

/** Where quiet notices appear. Loaded with the first of them. */
export function Notices({ said }: { said: readonly ReactNode[] }) {
  useEffect(() => {
    for (const message of said.slice(shown)) showDone(message)
    shown = said.length
  }, [said])
  return <Notifications position="bottom-right" containerWidth={360} />
}

function showDone(message: ReactNode) {
  notifications.show({ color: 'green', message, closeButtonProps: { 'aria-label': i18next.t('close') } })
}
