import { Stack, Title } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { tryLater } from '#web/lazy/try-later.ts'
import { isProblem } from '#web/query-client.ts'
import { NotFoundPage } from './not-found-page.tsx'

/** What a page shows when it could not be loaded or drawn. */
export function ErrorPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const isAway = isProblem(error, 'unreachable')
  useEffect(() => (isAway ? tryLater(() => router.invalidate(), 2) : undefined), [isAway, router])
  if (isProblem(error, 'not_found')) return <NotFoundPage />
  return (
    <Stack gap="sm" py="xl" px="md" maw={720}>
      <Title order={1}>{t('errorTitle')}</Title>
      <ProblemAlert error={error} retry={() => void router.invalidate()} />
    </Stack>
  )
}
