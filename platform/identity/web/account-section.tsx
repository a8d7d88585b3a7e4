import { Paper, Stack, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

/** One part of the account page, which can be gone to by its heading. */
export function AccountSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Stack gap="sm" align="flex-start">
        <Title order={2} id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}
