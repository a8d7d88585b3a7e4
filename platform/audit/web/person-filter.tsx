import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMembers } from '#platform/members/web/member-queries.ts'

interface Props {
  /** The account of who is chosen. */
  actor: string | undefined
  onChoose: (actor: string) => void
}

/** Whose acts are shown, found by a part of the name. */
export function PersonFilter({ actor, onChoose }: Props) {
  const { t } = useTranslation('audit')
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const members = useMembers({ ...(q && { q }) })
  const people = members.data?.pages.flatMap((page) => page.items) ?? []
  const data = people.map(({ accountId, name }) => ({ value: accountId, label: name }))
  // Somebody who has left, or is not among the first that were found.
  if (actor && !data.some(({ value }) => value === actor)) data.push({ value: actor, label: t('thisPerson') })
  return (
    <Select
      label={t('person')}
      placeholder={t('anybody')}
      w={220}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('anybody') }}
      value={actor ?? null}
      data={data}
      onSearchChange={setTyped}
      onChange={(chosen) => onChoose(chosen ?? '')}
      nothingFoundMessage={t('nobodyFound')}
      filter={({ options }) => options}
    />
  )
}
