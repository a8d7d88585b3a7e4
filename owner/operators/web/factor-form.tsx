import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { showFactor } from '../factor.contract.ts'
import type { Session } from './session-queries.ts'

/** The code of the app, or a recovery code where the app is lost. */
export function FactorForm({ onShown }: { onShown: (session: Session) => void }) {
  const { t } = useTranslation('console')
  const [kind, setKind] = useState<'code' | 'recovery_code'>('code')
  const [code, setCode] = useState('')
  const show = useMutation({
    mutationFn: () => call(showFactor, { body: { kind, code: code.trim() } }),
    onSuccess: onShown,
    onError: () => setCode(''),
  })
  const byApp = kind === 'code'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        show.mutate()
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {byApp ? t('codeHint') : t('recoveryHint')}
        </Text>
        {show.error && <ProblemAlert error={show.error} />}
        <TextInput
          label={byApp ? t('code') : t('recoveryCode')}
          inputMode={byApp ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          required
          autoFocus
          maxLength={60}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={show.isPending}>
          {t('goOn')}
        </Button>
        <Button
          variant="subtle"
          onClick={() => {
            setKind(byApp ? 'recovery_code' : 'code')
            setCode('')
          }}
        >
          {byApp ? t('useRecoveryCode') : t('useApp')}
        </Button>
      </Stack>
    </form>
  )
}
