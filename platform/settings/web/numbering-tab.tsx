import { SimpleGrid, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { writeNumber } from '#platform/numbers/number-format.ts'
import { useFormOver } from '#web/forms/use-form-over.ts'
import { isProblem } from '#web/query-client.ts'
import type { Series } from '../numbering.contract.ts'
import { SettingsForm } from './settings-form.tsx'
import { useChangeSeries, useSeries } from './settings-queries.ts'
import { Loaded } from './settings-tab.tsx'
import { useSaved } from './use-saved.ts'

const titles = { patient: 'patientNumbers', receipt: 'receiptNumbers', payment: 'paymentNumbers' } as const

/** How numbers are written, and which comes next. */
export function NumberingTab() {
  const series = useSeries()
  return (
    <Loaded query={series}>
      {({ items, can }) =>
        items.map((each) => <SeriesForm key={each.kind} series={each} mayEdit={can.edit} />)
      }
    </Loaded>
  )
}

function SeriesForm({ series, mayEdit }: { series: Series; mayEdit: boolean }) {
  const { t } = useTranslation('settings')
  const { kind, year } = series
  const readOnly = !useWritable() || !mayEdit
  const change = useChangeSeries(series)
  const form = useForm({
    initialValues: formatOf(series),
    validate: {
      prefix: (typed) => (/^[A-Z]([A-Z0-9/-]{0,10}[A-Z0-9])?$/.test(typed) ? null : t('noPrefix')),
      digits: (typed) => (/^[3-8]$/.test(typed) ? null : t('noDigits')),
      next: (typed) => (/^[1-9]\d{0,7}$/.test(typed) ? null : t('noNumber')),
    },
  })
  const field = (name: keyof typeof form.values) => ({
    label: t(name),
    readOnly,
    autoComplete: 'off',
    ...form.getInputProps(name),
  })
  const over = useFormOver({ form, present: series, valuesOf: formatOf, save: change })
  const saved = useSaved(form)
  const save = form.onSubmit((values) =>
    change.mutate(
      {
        prefix: values.prefix,
        digits: Number(values.digits),
        // What nobody touched is left to the counter, which others move meanwhile.
        ...(form.isDirty('next') && { next: Number(values.next) }),
      },
      saved(values),
    ),
  )
  const { prefix, digits, next } = form.values
  const used = isProblem(change.error, 'number_used') ? change.error.figures?.next : undefined
  return (
    <SettingsForm
      title={kind in titles ? t(titles[kind as keyof typeof titles]) : kind}
      description={t('numbersText')}
      readOnly={readOnly}
      error={change.error}
      message={used == null ? undefined : t('numberUsed', { next: used })}
      over={over}
      pending={change.isPending}
      onSubmit={save}
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        <TextInput
          {...field('prefix')}
          maxLength={12}
          onChange={(event) => form.setFieldValue('prefix', event.currentTarget.value.toUpperCase())}
        />
        <TextInput {...field('digits')} maxLength={1} inputMode="numeric" />
        <TextInput {...field('next')} maxLength={8} inputMode="numeric" />
      </SimpleGrid>
      <Text aria-live="polite">
        {t('nextIs')}{' '}
        <Text span fw={600}>
          {writeNumber({ prefix, digits: Number(digits) || 0 }, year, Number(next) || 0)}
        </Text>
      </Text>
    </SettingsForm>
  )
}

function formatOf({ prefix, digits, next }: Series) {
  return { prefix, digits: String(digits), next: String(next) }
}
