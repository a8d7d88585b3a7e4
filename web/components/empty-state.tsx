import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** One sentence and the button that fills the page. */
export function EmptyState({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap="sm" py={48} px="md">
      <Text c="dimmed" ta="center">
        {text}
      </Text>
      {children}
    </Stack>
  )
}
