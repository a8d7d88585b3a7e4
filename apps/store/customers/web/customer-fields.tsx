import { Checkbox, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import type { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { languageNames } from '#web/language/catalogues.ts'
import type { CustomerValues } from './customer-values.ts'

interface Props {
  form: Pick<ReturnType<typeof useForm<CustomerValues>>, 'key' | 'getInputProps'>
  editing: boolean
  /** In which currencies besides the shop's own somebody has a limit. */
  further: readonly string[]
}

export function CustomerFields({ form, editing, further }: Props) {
  const { t } = useTranslation('customers')
  const of = (name: keyof CustomerValues) => ({
    autoComplete: 'off',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  return (
    <>
      <TextInput label={t('name')} data-autofocus maxLength={120} {...of('name')} />
      <TextInput label={t('phone')} type="tel" {...of('phone')} />
      <TextInput label={t('apartments')} description={t('apartmentsHint')} {...of('apartments')} />
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <TextInput
          label={t('creditLimit')}
          description={t(editing ? 'limitHint' : 'dueDaysHint')}
          inputMode="decimal"
          {...of('creditLimit')}
        />
        <TextInput
          label={t('dueDays')}
          description={t('dueDaysHint')}
          inputMode="numeric"
          {...of('dueDays')}
        />
      </SimpleGrid>
      {further.length > 0 && (
        <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
          {further.map((currency) => (
            <TextInput
              key={currency}
              label={t('creditLimitIn', { currency })}
              description={t('limitHint')}
              inputMode="decimal"
              autoComplete="off"
              {...form.getInputProps(`furtherLimits.${currency}`)}
            />
          ))}
        </SimpleGrid>
      )}
      {!editing && (
        <TextInput
          label={t('openingBalance')}
          description={t('openingHint')}
          inputMode="decimal"
          {...of('openingBalance')}
        />
      )}
      <NativeSelect
        label={t('language')}
        description={t('languageHint')}
        data={languageNames}
        key={form.key('language')}
        {...form.getInputProps('language')}
      />
      <NativeSelect
        label={t('consent')}
        data={[
          { value: 'unknown', label: t('consentUnknown') },
          { value: 'given', label: t('consentGiven') },
          { value: 'withdrawn', label: t('consentWithdrawn') },
        ]}
        key={form.key('consent')}
        {...form.getInputProps('consent')}
      />
      {editing && (
        <Checkbox
          label={t('onHold')}
          key={form.key('onHold')}
          {...form.getInputProps('onHold', { type: 'checkbox' })}
        />
      )}
      <Textarea label={t('notes')} autosize minRows={2} maxLength={2000} {...of('notes')} />
    </>
  )
}
