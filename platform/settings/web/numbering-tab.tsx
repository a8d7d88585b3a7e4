import { SimpleGrid, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { writeNumber } from '#platform/numbers/number-format.ts'
import { isProblem } from '#web/query-client.ts'
import type { Series } from '../numbering.contract.ts'
import { SettingsForm } from './settings-form.tsx'
import { useChangeSeries, useSeries } from './settings-queries.ts'
import { Loaded } from './settings-tab.tsx'

const titles = { patient: 'patientNumbers', receipt: 'receiptNumbers', payment: 'paymentNumbers' } as const

/** How numbers are written, and which comes next. */
export function NumberingTab() {
  const series = useSeries()
  return (
    <Loaded query={series}>
      {({ items, can }) =>
        items.map((each) => (
          <SeriesForm key={`${each.kind} ${each.version}`} series={each} mayEdit={can.edit} />
        ))
      }
    </Loaded>
  )
}

function SeriesForm({ series, mayEdit }: { series: Series; mayEdit: boolean }) {
  const { t } = useTranslation('settings')
  const { kind, year, version } = series
  const readOnly = !useWritable() || !mayEdit
  const change = useChangeSeries(kind)
  const form = useForm({
    initialValues: { prefix: series.prefix, digits: String(series.digits), next: String(series.next) },
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
  const save = form.onSubmit(({ prefix, digits, next }) =>
    change.mutate({
      prefix,
      digits: Number(digits),
      version,
      // What nobody touched is left to the counter, which others move meanwhile.
      ...(Number(next) !== series.next && { next: Number(next) }),
    }),
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
