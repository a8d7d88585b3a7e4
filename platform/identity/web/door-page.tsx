import { Center, Group, Paper, Stack, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { TenantMark } from '#web/components/tenant-mark.tsx'
import { tenantOptions } from './session-queries.ts'

/** A page before the door: of the clinic or shop, for somebody who is not signed in. */
export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  const { data: tenant } = useSuspenseQuery(tenantOptions())
  useEffect(() => {
    document.title = `${title} · ${tenant.name}`
  }, [title, tenant.name])
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="md">
        <Paper withBorder p="lg">
          <Group gap="sm" mb="md" wrap="nowrap">
            <TenantMark
              name={tenant.name}
              accent={tenant.branding.accent}
              logoUrl={tenant.branding.logoUrl}
            />
            <Title order={1}>{title}</Title>
          </Group>
          <Stack gap="sm">{children}</Stack>
        </Paper>
        <Group justify="center">
          <LanguageChoice />
        </Group>
      </Stack>
    </Center>
  )
}
