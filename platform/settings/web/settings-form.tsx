import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { type FormEventHandler, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type Over, SaveProblem } from '#web/forms/save-problem.tsx'

interface Props {
  title: string
  description?: string
  onSubmit: FormEventHandler<HTMLFormElement>
  error: Error | null
  /** Better words for the error than its code has. */
  message?: string | undefined
  /** What can be done where somebody else was faster. */
  over: Over
  pending: boolean
  readOnly: boolean
  children: ReactNode
}

/** One part of the settings, saved by itself. Whoever may not change it reads it. */
export function SettingsForm({ title, description, onSubmit, readOnly, children, ...answer }: Props) {
  const { t } = useTranslation('settings')
  const id = useId()
  const { error, message, over, pending } = answer
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          <Title order={2} id={id}>
            {title}
          </Title>
          {description && (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          )}
          {children}
          {error && <SaveProblem error={error} message={message} over={over} />}
          {!readOnly && (
            <Button type="submit" loading={pending} style={{ alignSelf: 'start' }}>
              {t('save')}
            </Button>
          )}
        </Stack>
      </form>
    </Paper>
  )
}
