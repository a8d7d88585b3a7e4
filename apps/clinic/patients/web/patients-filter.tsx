import { CloseButton, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type Ref, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PatientSort } from '../patients.contract.ts'
import { defaultSort } from './patients-search.ts'

const route = getRouteApi('/frame/patients')

interface Props {
  ref: Ref<HTMLInputElement>
  /** Enter in the search field. */
  onEnter: () => void
}

/** Search and order; both live in the address. */
export function PatientsFilter({ ref, onEnter }: Props) {
  const { t } = useTranslation('patients')
  const { q = '', sort = defaultSort } = route.useSearch()
  const navigate = route.useNavigate()
  const router = useRouter()
  const [typed, setTyped] = useState(q)
  // The address changes by other hands too: the back button, a link.
  useEffect(() => setTyped(q), [q])

  const search = useDebouncedCallback((text: string, typedOn: string) => {
    // Whoever has pressed a row in the meantime is on the way to it.
    if (router.latestLocation.pathname !== typedOn) return
    void navigate({
      search: ({ cursor: _, q: __, ...rest }) => ({ ...rest, ...(text.trim() && { q: text }) }),
      replace: true,
    })
  }, 150)
  const type = (text: string) => {
    setTyped(text)
    search(text, router.latestLocation.pathname)
  }
  const order = (chosen: PatientSort) =>
    void navigate({ search: ({ cursor: _, ...rest }) => ({ ...rest, sort: chosen }) })
  return (
    <Group gap="sm" mb="sm" align="flex-start" wrap="nowrap" className="no-print">
      <TextInput
        ref={ref}
        flex={1}
        maw={420}
        label={t('searchPatients')}
        description={t('searchHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed && <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => type('')} />
        }
        autoComplete="off"
        maxLength={200}
        aria-keyshortcuts="/"
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && typed === q && onEnter()}
      />
      {!q && (
        <NativeSelect
          label={t('order')}
          value={sort}
          onChange={(event) => order(event.currentTarget.value as PatientSort)}
          data={[
            { value: 'name', label: t('byName') },
            { value: '-name', label: t('byNameDown') },
            { value: '-registered', label: t('newestFirst') },
            { value: 'registered', label: t('oldestFirst') },
            { value: '-updated', label: t('changedLast') },
          ]}
        />
      )}
    </Group>
  )
}
