import { ActionIcon, Group, Input, Select, Stack, Text, TextInput } from '@mantine/core'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencyChoices } from '#platform/settings/web/region-choices.ts'
import type { ShopValues } from './shop-values.ts'

type Currencies = ShopValues['currencies']

interface Props {
  /** The shop's own, which is always there. */
  own: string
  readOnly: boolean
  defaultValue?: Currencies
  onChange: (currencies: Currencies) => void
  error?: ReactNode
}

/** As many as a contract takes. */
const most = 5

/** In which currencies the shop gives credit besides its own, and up to which limit to new customers. */
export function CurrencyFields({ own, readOnly, defaultValue = [], onChange, error }: Props) {
  const { t, i18n } = useTranslation('shop')
  const [currencies, setCurrencies] = useState(defaultValue)
  const choices = useMemo(() => currencyChoices(own, i18n.language), [own, i18n.language])
  const change = (next: Currencies) => {
    setCurrencies(next)
    onChange(next)
  }
  const open = choices.filter(
    ({ value }) => value !== own && !currencies.some((each) => each.currency === value),
  )
  return (
    <Input.Wrapper
      label={t('furtherCurrencies')}
      labelElement="div"
      description={t('furtherCurrenciesHint')}
      error={error}
    >
      <Stack gap="xs" mt="xs">
        {currencies.map(({ currency, limit }) => (
          <Group key={currency} gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              flex={1}
              label={t('creditLimitIn', { currency })}
              inputMode="decimal"
              autoComplete="off"
              readOnly={readOnly}
              value={limit}
              onChange={({ currentTarget: { value } }) =>
                change(
                  currencies.map((each) => (each.currency === currency ? { currency, limit: value } : each)),
                )
              }
            />
            {!readOnly && (
              <ActionIcon
                variant="default"
                size={36}
                aria-label={t('removeCurrency', { currency })}
                onClick={() => change(currencies.filter((each) => each.currency !== currency))}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {readOnly && currencies.length === 0 && <Text>{t('noFurtherCurrencies')}</Text>}
        {!readOnly && currencies.length < most && (
          <Select
            aria-label={t('addCurrency')}
            placeholder={t('addCurrency')}
            searchable
            data={open}
            value={null}
            nothingFoundMessage={t('noSuchCurrency')}
            onChange={(currency) => currency && change([...currencies, { currency, limit: '' }])}
          />
        )}
      </Stack>
    </Input.Wrapper>
  )
}
