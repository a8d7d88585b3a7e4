import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type Ref, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const route = getRouteApi('/frame/members')

/** Search and state; both live in the address. */
export function MembersFilter({ ref }: { ref: Ref<HTMLInputElement> }) {
  const { t } = useTranslation('members')
  const { q = '', status = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const router = useRouter()
  const [typed, setTyped] = useState(q)
  // The address changes by other hands too: the back button, a link.
  useEffect(() => setTyped(q), [q])

  const search = useDebouncedCallback((text: string, typedOn: string) => {
    if (router.latestLocation.pathname !== typedOn) return
    void navigate({
      search: ({ q: _, ...rest }) => ({ ...rest, ...(text.trim() && { q: text }) }),
      replace: true,
    })
  }, 150)
  const choose = (chosen: string) =>
    void navigate({
      search: ({ status: _, ...rest }) => ({
        ...rest,
        ...((chosen === 'active' || chosen === 'deactivated') && { status: chosen }),
      }),
    })
  return (
    <Group gap="sm" mb="sm" align="flex-end" wrap="nowrap">
      <TextInput
        ref={ref}
        flex={1}
        maw={420}
        label={t('searchMembers')}
        leftSection={<IconSearch size={16} aria-hidden />}
        autoComplete="off"
        maxLength={100}
        aria-keyshortcuts="/"
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          search(value, router.latestLocation.pathname)
        }}
      />
      <NativeSelect
        label={t('status')}
        value={status}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: t('everybody') },
          { value: 'active', label: t('active') },
          { value: 'deactivated', label: t('deactivated') },
        ]}
      />
    </Group>
  )
}
