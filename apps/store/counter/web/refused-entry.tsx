import { Button, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { useMay } from '#platform/identity/web/session-queries.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { RefusalFigures } from '../../customers/web/refusal-figures.tsx'

interface Props {
  error: Error
  onOverride: (reason: string) => void
}

/** What the server said no to and what it reckoned with; whoever may goes on with a reason. */
export function RefusedEntry({ error, onOverride }: Props) {
  const { t } = useTranslation('counter')
  const mayOverride = useMay('limit.override')
  const [reason, setReason] = useState('')
  const problem = error instanceof Problem ? error : undefined
  const passable = problem?.code === 'credit_limit_exceeded' || problem?.code === 'account_on_hold'
  return (
    <Stack gap="xs">
      <ProblemAlert error={error} />
      <RefusalFigures error={error} />
      {passable && mayOverride && (
        <>
          <TextInput
            label={t('overrideReason')}
            autoFocus
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            // Enter here goes on; it must not send the refused amount again.
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              if (reason.trim()) onOverride(reason.trim())
            }}
          />
          <Button variant="default" disabled={!reason.trim()} onClick={() => onOverride(reason.trim())}>
            {t('goOn')}
          </Button>
        </>
      )}
    </Stack>
  )
}
