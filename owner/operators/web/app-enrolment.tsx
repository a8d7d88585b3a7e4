import { Button, Code, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { QrCode } from '#web/components/qr-code.tsx'
import { beginApp, confirmApp } from '../factor.contract.ts'
import type { Session } from './session-queries.ts'

interface Props {
  /** Typed again by whoever has an app already. */
  password?: string
  onEnrolled: (enrolled: { session: Session; recoveryCodes: string[] }) => void
}

/** A QR code for the authenticator app, and the first code that it shows. */
export function AppEnrolment({ password, onEnrolled }: Props) {
  const { t } = useTranslation('console')
  const [code, setCode] = useState('')
  const begun = useQuery({
    queryKey: ['new app'],
    queryFn: () => call(beginApp, { body: { name: t('authenticatorApp'), ...(password && { password }) } }),
    // A secret of its own for each visit, and none that is fetched behind somebody's back while he scans it.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const confirm = useMutation({
    mutationFn: () =>
      call(confirmApp, { params: { factorId: begun.data?.id ?? '' }, body: { code: code.trim() } }),
    onSuccess: onEnrolled,
    onError: () => setCode(''),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate()
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('scanHint')}</Text>
        {begun.error && <ProblemAlert error={begun.error} />}
        {begun.data && (
          <>
            <QrCode qr={begun.data.qr} label={t('qrCode')} />
            <Text size="xs" c="dimmed">
              {t('typeSecret')}
            </Text>
            <Code block data-testid="secret">
              {begun.data.secret}
            </Code>
          </>
        )}
        {confirm.error && <ProblemAlert error={confirm.error} />}
        <TextInput
          label={t('code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
          maxLength={6}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={confirm.isPending} disabled={!begun.data}>
          {t('confirm')}
        </Button>
      </Stack>
    </form>
  )
}
