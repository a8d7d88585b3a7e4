import { Alert, Button, Code, Group, Text } from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { CopyText } from './copy-text.tsx'

interface Props {
  error: unknown
  /** Overrides the sentence of the code where the page knows better. */
  message?: string
  retry?: () => void
  /** Says more than “Try again”. */
  retryLabel?: string
  retrying?: boolean
}

/** What happened, what to do, and the request's id to copy. */
export function ProblemAlert({ error, message, retry, retryLabel, retrying = false }: Props) {
  const { t } = useTranslation(['shell', 'problems'])
  const problem = error instanceof Problem ? error : undefined
  const requestId = problem && isUnexpected(problem) ? problem.requestId : undefined
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={20} aria-hidden />}>
      <Text>{message ?? t(`problems:${problem?.code ?? 'internal'}`)}</Text>
      {problem?.detail && problem.code !== 'internal' && <Text c="dimmed">{problem.detail}</Text>}
      {(retry || requestId) && (
        <Group gap="sm" mt="xs">
          {retry && (
            <Button size="compact-sm" variant="default" loading={retrying} onClick={retry}>
              {retryLabel ?? t('retry')}
            </Button>
          )}
          {requestId && (
            <Group gap={4}>
              <Text size="xs" c="dimmed">
                {t('requestId')}
              </Text>
              <Code>{requestId}</Code>
              <CopyText text={requestId} label={t('copyRequestId')} />
            </Group>
          )}
        </Group>
      )}
    </Alert>
  )
}

/** Something to ask support about, and not an answer the page itself explains. */
function isUnexpected({ status }: Problem) {
  return status >= 500 || status === 403 || status === 404
}
