import { Alert, Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay, useSession } from '#platform/identity/web/session-queries.ts'
import { actionGroups } from './action-groups.ts'
import type { AuditSearch } from './audit-search.ts'
import { PersonFilter } from './person-filter.tsx'
import { useActionName } from './use-action-name.ts'

interface Option {
  value: string
  label: string
}

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
  const { tenant } = useSession()
  const mayChoosePerson = useMay('member.read')
  const actionName = useActionName()
  const groups = actionGroups.filter((group) => !('app' in group) || group.app === tenant.app)
  const actions = groups.map(({ action, text }): Option => ({ value: action, label: t(text) }))
  // An address may name a single action.
  const { action = '' } = search
  if (action && !actions.some(({ value }) => value === action)) {
    actions.push({ value: action, label: actionName(action) })
  }
  return (
    <>
      {search.patient && (
        <Alert mb="sm" variant="light">
          <Group justify="space-between">
            {t('ofOnePatient')}
            <Button size="xs" variant="default" onClick={() => void navigate({ search: {} })}>
              {t('showAll')}
            </Button>
          </Group>
        </Alert>
      )}
      <Group gap="sm" mb="sm" align="flex-end">
        {mayChoosePerson && <PersonFilter actor={search.actor} onChoose={(actor) => put({ actor })} />}
        <NativeSelect
          label={t('action')}
          value={action}
          onChange={(event) => put({ action: event.currentTarget.value })}
          data={[{ value: '', label: t('anyAction') }, ...actions]}
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
