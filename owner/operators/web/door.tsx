import { Center, Group, Paper, Stack, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { LanguageChoice } from '#web/components/language-choice.tsx'

/** The frame of the pages before anybody is signed in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="md">
        <Paper withBorder p="lg">
          <Stack gap="sm">
            <Title order={1}>{title}</Title>
            {children}
          </Stack>
        </Paper>
        <Group justify="center">
          <LanguageChoice />
        </Group>
      </Stack>
    </Center>
  )
}
