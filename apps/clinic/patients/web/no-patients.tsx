import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'

const route = getRouteApi('/frame/patients')

/** Nobody yet, or nobody of that name: one sentence and what to do about it. */
export function NoPatients({ onRegister }: { onRegister: (() => void) | undefined }) {
  const { t } = useTranslation('patients')
  const { q } = route.useSearch()
  const mayImport = useMay('record.import')
  return (
    <EmptyState text={q ? t('nobodyFound', { query: q }) : t('nobodyYet')}>
      {onRegister && (
        <Button onClick={onRegister}>{q ? t('registerTyped', { query: q }) : t('registerFirst')}</Button>
      )}
      {!q && mayImport && (
        <Button variant="default" component={Link} to="/imports">
          {t('importRecords')}
        </Button>
      )}
    </EmptyState>
  )
}
