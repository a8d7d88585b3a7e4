import { Group, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useSession } from '#platform/identity/web/session-queries.ts'

interface Props {
  title: string
  /** The page's actions, on the right. */
  children?: ReactNode
}

export function PageTitle({ title, children }: Props) {
  useDocumentTitle(title)
  return (
    <Group justify="space-between" gap="sm" mb="sm" wrap="wrap">
      <Title order={1}>{title}</Title>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  )
}

/** The browser's tab names the page and the clinic or shop. */
export function useDocumentTitle(title: string) {
  const { tenant } = useSession()
  useEffect(() => {
    document.title = `${title} · ${tenant.name}`
  }, [title, tenant.name])
}
