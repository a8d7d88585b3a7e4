import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAddressCheck, useSuggestion } from './registration-queries.ts'

interface Props {
  app: 'clinic' | 'store'
  /** Of the clinic or shop: an address is suggested for it, until somebody types one. */
  name: string
  value: string
  onChange: (slug: string) => void
  /** The server has refused it. */
  refused: boolean
}

const problemTexts = {
  malformed: 'slugMalformed',
  reserved: 'slugReserved',
  taken: 'slugTaken',
  look_alike: 'slugLookAlike',
} as const

/** The short name in the address, judged while it is typed. */
export function AddressField({ app, name, value, onChange, refused }: Props) {
  const { t } = useTranslation('registration')
  const [typed, setTyped] = useState(false)
  const [settledName] = useDebouncedValue(typed ? '' : name.trim(), 250)
  const [settled] = useDebouncedValue(value, 250)
  const suggestion = useSuggestion(settledName).data?.suggestion
  const { data: check } = useAddressCheck(settled)
  useEffect(() => {
    if (!typed && suggestion) onChange(suggestion)
    // The suggestion counts when it comes, whatever function is at hand.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [suggestion, typed])

  const problem = settled === value ? check?.problem : undefined
  return (
    <TextInput
      label={t('slug')}
      description={`${location.host}/${app}/${value || '…'}`}
      required
      maxLength={40}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      value={value}
      error={problem ? t(problemTexts[problem]) : refused && t('slugTaken')}
      onChange={(event) => {
        setTyped(true)
        onChange(event.currentTarget.value.trim().toLowerCase())
      }}
    />
  )
}
