import { Alert, Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AuditSearch } from './audit-search.ts'

const route = getRouteApi('/frame/audit')

/** What is shown of the audit; all of it lives in the address. */
export function AuditFilter() {
  const { t } = useTranslation('audit')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const put = (change: Partial<Record<keyof AuditSearch, string>>) =>
    void navigate({
      // What is empty leaves the address; what it does not know is left out when it is read.
      search: (now) =>
        Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, value]) => value)) as AuditSearch,
      replace: true,
    })
  const putAction = useDebouncedCallback((action: string) => put({ action }), 300)
  return (
    <>
      {(search.patient || search.actor) && (
        <Alert mb="sm" variant="light">
          <Group justify="space-between">
            {search.patient ? t('ofOnePatient') : t('ofOnePerson')}
            <Button size="xs" variant="default" onClick={() => void navigate({ search: {} })}>
              {t('showAll')}
            </Button>
          </Group>
        </Alert>
      )}
      <Group gap="sm" mb="sm" align="flex-end">
        <TextInput
          label={t('action')}
          defaultValue={search.action ?? ''}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => putAction(event.currentTarget.value.toLowerCase())}
        />
        <NativeSelect
          label={t('outcome')}
          value={search.outcome ?? ''}
          onChange={(event) => put({ outcome: event.currentTarget.value })}
          data={[
            { value: '', label: t('anyOutcome') },
            { value: 'success', label: t('success') },
            { value: 'denied', label: t('denied') },
            { value: 'failed', label: t('failed') },
          ]}
        />
        <TextInput
          type="date"
          label={t('from')}
          value={search.from ?? ''}
          max={search.to}
          onChange={(event) => put({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t('to')}
          value={search.to ?? ''}
          min={search.from}
          onChange={(event) => put({ to: event.currentTarget.value })}
        />
      </Group>
    </>
  )
}
