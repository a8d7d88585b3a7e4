import { Navigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { pagesOf } from './navigation.ts'

/** The first page this role may open. */
export function StartPage() {
  const { t } = useTranslation()
  const session = useSession()
  const first = pagesOf(session)[0]
  if (first) return <Navigate to={first.to} replace />
  return (
    <>
      <PageTitle title={session.tenant.name} />
      <EmptyState text={t('noPages')} />
    </>
  )
}
