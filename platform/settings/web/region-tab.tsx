import { NativeSelect, Select, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { localeOf, makeFormats } from '#web/format/formats.ts'
import { formatMoney } from '#web/format/money.ts'
import { useFormOver } from '#web/forms/use-form-over.ts'
import { isProblem } from '#web/query-client.ts'
import type { Settings } from '../settings.contract.ts'
import { currencyChoices, localeChoices, weekdayNames, zoneChoices } from './region-choices.ts'
import { SettingsForm } from './settings-form.tsx'
import { useChangeSettings, useSettings } from './settings-queries.ts'
import { Loaded } from './settings-tab.tsx'
import { useSaved } from './use-saved.ts'

/** Where the clinic or shop is: how dates, numbers and money are written, and when its days begin. */
export function RegionTab() {
  const settings = useSettings()
  return <Loaded query={settings}>{(present) => <RegionForm settings={present} />}</Loaded>
}

function RegionForm({ settings }: { settings: Settings }) {
  const { t, i18n } = useTranslation('settings')
  const { locale, currency, timeZone, can } = settings
  const readOnly = !useWritable() || !can.edit
  const change = useChangeSettings(settings)
  const form = useForm({ initialValues: regionOf(settings) })
  const over = useFormOver({ form, present: settings, valuesOf: regionOf, save: change })
  const saved = useSaved(form)
  const choices = useMemo(
    () => ({
      locale: localeChoices(locale, i18n.language),
      currency: currencyChoices(currency, i18n.language),
      timeZone: zoneChoices(timeZone),
      weekStart: weekdayNames(i18n.language).map((label, at) => ({ value: String(at + 1), label })),
    }),
    [locale, currency, timeZone, i18n.language],
  )
  const select = (name: 'locale' | 'currency' | 'timeZone') => ({
    label: t(name),
    data: choices[name],
    searchable: true,
    allowDeselect: false,
    disabled: readOnly,
    nothingFoundMessage: t('nothingFits'),
    ...form.getInputProps(name),
  })
  const save = form.onSubmit((values) =>
    change.mutate({ ...values, weekStart: Number(values.weekStart) }, saved(values)),
  )
  return (
    <SettingsForm
      title={t('region')}
      description={t('regionText')}
      readOnly={readOnly}
      error={change.error}
      message={isProblem(change.error, 'in_use') ? t('currencyInUse') : undefined}
      over={over}
      pending={change.isPending}
      onSubmit={save}
    >
      <Select {...select('locale')} />
      <Select {...select('timeZone')} />
      <Select {...select('currency')} description={t('currencyText')} />
      <NativeSelect
        label={t('weekStart')}
        data={choices.weekStart}
        disabled={readOnly}
        {...form.getInputProps('weekStart')}
      />
      <Example {...form.values} />
    </SettingsForm>
  )
}

function regionOf({ locale, currency, timeZone, weekStart }: Settings) {
  return { locale, currency, timeZone, weekStart: String(weekStart) }
}

/** What the choice comes to: the time there now, and an amount. */
function Example({ locale, timeZone, currency }: { locale: string; timeZone: string; currency: string }) {
  const { t, i18n } = useTranslation('settings')
  const written = localeOf(i18n.language, locale)
  const now = makeFormats({ locale: written, timeZone }).moment(new Date().toISOString())
  return (
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        {t('example')}
      </Text>
      <Text>
        {now} · {formatMoney(written, 12_345_678, currency)}
      </Text>
    </Stack>
  )
}
