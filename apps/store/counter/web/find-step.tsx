import { Button, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asciiDigits } from '#contract/ascii-digits.ts'
import { useMay } from '#platform/identity/web/session-queries.ts'
import { LinkButton } from '#web/components/link-button.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { isUnanswered } from '#web/query-client.ts'
import { type ApartmentRules, parseApartment } from '../../apartment-number.ts'
import type { CustomerSummary } from '../../customers/customers.contract.ts'
import {
  useCustomerSuggestions,
  useFindCustomers,
  useShopSettings,
} from '../../customers/web/customer-queries.ts'
import { apartmentsText, Balances } from '../../customers/web/customer-words.tsx'
import { findAmong } from '../../customers/web/find-among.ts'
import type { ShopSettings } from '../../settings/settings.contract.ts'
import { useDirectory } from './directory.ts'
import { Key, Keypad } from './keypad.tsx'
import classes from './counter.module.css'

/** Whose account? By apartment on the keypad, or by name or phone. */
export function FindStep({ onChoose }: { onChoose: (customer: CustomerSummary) => void }) {
  const { t } = useTranslation('counter')
  const isPhone = useIsPhone()
  const [typed, setTyped] = useState('')
  const [letters, setLetters] = useState(false)
  const [error, setError] = useState<Error>()
  const [nobody, setNobody] = useState<string>()
  const [query] = useDebouncedValue(asciiDigits(typed.trim()), 150)
  const suggestions = useCustomerSuggestions(query, query.length > 1)
  const find = useFindCustomers()
  const { data: settings } = useShopSettings()
  const mayAdd = useMay('customer.write')
  const directory = useDirectory().data?.items
  const unreached = suggestions.isPaused || suggestions.failureCount > 0
  const fitting = unreached ? directory && findAmong(directory, query) : suggestions.data?.items
  const shown = query.length > 1 && typed.trim() ? (fitting ?? []) : []

  const type = (text: string) => {
    setTyped(text)
    setNobody(undefined)
    setError(undefined)
  }
  const go = async () => {
    const asked = asciiDigits(typed.trim())
    if (!asked) return
    const parsed = settings && parseApartment(asked, rulesOf(settings))
    const apartment = parsed && 'apartment' in parsed ? parsed.apartment.number : undefined
    try {
      settle(asked, await find(asked, apartment))
    } catch (refused) {
      if (isUnanswered(refused) && directory) settle(asked, findAmong(directory, asked, apartment))
      else setError(refused as Error) // what a call throws is an error
    }
  }
  const settle = (asked: string, found: CustomerSummary[]) => {
    if (found.length === 1) onChoose(found[0]!)
    else if (found.length === 0) setNobody(asked)
  }
  return (
    <form
      className={classes.step}
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <TextInput
        label={t('whose')}
        size="lg"
        data-autofocus
        autoFocus
        autoComplete="off"
        maxLength={100}
        inputMode={isPhone && !letters ? 'none' : 'search'}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <div className={classes.found}>
        <Text role="status" mih={20} size="sm">
          {nobody ? t('nobody', { query: nobody }) : typed.trim() && <PlaceOf typed={typed} />}
          {!typed.trim() && (
            <Text span size="sm" c="dimmed">
              {t('findHint')}
            </Text>
          )}
        </Text>
        {nobody && mayAdd && (
          <LinkButton to="/customers" search={{ q: nobody, sheet: 'new' }} variant="default">
            {t('addThis', { query: nobody })}
          </LinkButton>
        )}
        {error && <ProblemAlert error={error} />}
        {shown.length > 0 && (
          <ul className={classes.choices} aria-label={t('choices')}>
            {shown.map((customer) => (
              <li key={customer.id}>
                <button type="button" className={classes.choice} onClick={() => onChoose(customer)}>
                  <span>
                    <bdi>{customer.name}</bdi>
                    <Text span size="xs" c="dimmed" ml={8}>
                      {apartmentsText(customer)}
                    </Text>
                  </span>
                  <Balances customer={customer} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={classes.pad}>
        <Keypad
          value={typed}
          onChange={type}
          corner={<Key label={letters ? '123' : 'ABC'} onPress={() => setLetters(!letters)} />}
        />
        <Button type="submit" size="lg" disabled={typed.trim() === ''}>
          {t('next')}
        </Button>
      </div>
    </form>
  )
}

/** Tower, floor and unit of what is typed, once it is whole; what is wrong with it otherwise. */
function PlaceOf({ typed }: { typed: string }) {
  const { t } = useTranslation('counter')
  const { data: settings } = useShopSettings()
  if (!settings || !/^\s*(\d|t)/i.test(typed)) return null
  const { apartmentMask: mask } = settings
  const parsed = parseApartment(typed, rulesOf(settings))
  if ('apartment' in parsed) {
    const { tower, floor, unit } = parsed.apartment
    return t('place', { tower, floor, unit })
  }
  const { problem } = parsed
  if (problem.code === 'no_such') return t(noSuch[problem.part], { value: problem.value })
  const digits = typed.replace(/\D/g, '')
  const towers = mask.lastIndexOf('T') + 1
  const floors = mask.lastIndexOf('F') + 1
  if (problem.code !== 'too_short' || digits.length < towers) return null
  return digits.length < floors
    ? t('placeTower', { tower: Number(digits.slice(0, towers)) })
    : t('placeFloor', {
        tower: Number(digits.slice(0, towers)),
        floor: Number(digits.slice(towers, floors)),
      })
}

function rulesOf({ apartmentMask: mask, strictApartments: strict, ...rest }: ShopSettings): ApartmentRules {
  return { ...rest, mask, strict }
}

const noSuch = { tower: 'noTower', floor: 'noFloor', unit: 'noUnit' } as const
