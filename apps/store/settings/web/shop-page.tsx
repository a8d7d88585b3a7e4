import { Button, Checkbox, Fieldset, SimpleGrid, Space, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { call } from '#web/call.ts'
import { SaveProblem } from '#web/forms/save-problem.tsx'
import { useFormOver } from '#web/forms/use-form-over.ts'
import { useSaveOver } from '#web/forms/use-save-over.ts'
import { isProblem } from '#web/query-client.ts'
import { useShopSettings } from '../../customers/web/customer-queries.ts'
import {
  changeShopSettings,
  getShopSettings,
  type ShopSettings,
  type ShopSettingsChange,
} from '../settings.contract.ts'
import { BooksSection } from './books-section.tsx'
import { CurrencyFields } from './currency-fields.tsx'
import { FurtherSettings } from './further-settings.tsx'
import { type ShopValues, shopChangeOf, shopProblemsOf, shopValuesOf } from './shop-values.ts'

/** How the shop works: whoever may not change it reads it. */
export function ShopPage() {
  const { t } = useTranslation('shop')
  const { data, error, refetch } = useShopSettings()
  return (
    <>
      <PageTitle title={t('title')} />
      {data ? (
        <Stack gap="xl" maw={640}>
          <ShopForm settings={data} />
          <BooksSection />
          <FurtherSettings />
        </Stack>
      ) : error ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : (
        <Waiting height={320} />
      )}
    </>
  )
}

function ShopForm({ settings }: { settings: ShopSettings }) {
  const { t } = useTranslation('shop')
  const queries = useQueryClient()
  const readOnly = !useWritable() || !settings.can.edit
  const form = useForm<ShopValues>({
    mode: 'uncontrolled',
    initialValues: shopValuesOf(settings),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(shopProblemsOf(values, settings.currency)).map(([field, problem]) => [
          field,
          t(problem),
        ]),
      ),
  })
  const change = useSaveOver(settings.version, {
    read: () => call(getShopSettings, {}),
    save: (body: Required<ShopSettingsChange>) => call(changeShopSettings, { body }),
    refresh: () =>
      Promise.all([['shop'], ['customers']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
  const over = useFormOver({ form, present: settings, valuesOf: shopValuesOf, save: change })
  const field = (name: Exclude<keyof ShopValues, 'groundFloor' | 'strictApartments' | 'currencies'>) => ({
    label: t(name),
    readOnly,
    autoComplete: 'off',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const check = (name: 'groundFloor' | 'strictApartments') => (
    <Checkbox
      label={t(name)}
      disabled={readOnly}
      key={form.key(name)}
      {...form.getInputProps(name, { type: 'checkbox' })}
    />
  )
  const money = {
    description: t('emptyNone'),
    inputMode: 'decimal',
    leftSection: <span aria-hidden>{currencySign(settings.currency)}</span>,
  } as const
  const save = form.onSubmit(
    (values) =>
      change.mutate(shopChangeOf(values, settings.currency), {
        onSuccess: () => {
          form.resetDirty(values)
          notifyDone(t('saved'))
        },
      }),
    (errors) => form.getInputNode(Object.keys(errors)[0]!)?.focus(),
  )
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        <Fieldset legend={<Legend text={t('credit')} />}>
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput {...field('dueDays')} description={t('dueDaysHint')} inputMode="numeric" />
            <TextInput {...field('creditLimit')} {...money} />
            <TextInput {...field('largeBalance')} {...money} />
          </SimpleGrid>
          <Space h="md" />
          <CurrencyFields
            own={settings.currency}
            readOnly={readOnly}
            key={form.key('currencies')}
            {...form.getInputProps('currencies')}
          />
        </Fieldset>
        <Fieldset legend={<Legend text={t('apartments')} />}>
          <Stack gap="sm">
            <TextInput {...field('apartmentMask')} description={t('maskHint')} />
            <SimpleGrid cols={3} spacing="sm">
              <TextInput {...field('towers')} inputMode="numeric" />
              <TextInput {...field('floors')} inputMode="numeric" />
              <TextInput {...field('units')} inputMode="numeric" />
            </SimpleGrid>
            {check('groundFloor')}
            {check('strictApartments')}
          </Stack>
        </Fieldset>
        <Fieldset legend={<Legend text={t('payment')} />}>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput {...field('upiId')} inputMode="email" />
            <TextInput {...field('upiName')} maxLength={50} />
            <TextInput {...field('paymentLinkDays')} inputMode="numeric" />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend={<Legend text={t('dark')} />}>
          <SimpleGrid cols={2} spacing="sm">
            <TextInput {...field('darkFrom')} type="time" />
            <TextInput {...field('darkUntil')} type="time" />
          </SimpleGrid>
          <Text size="sm" c="dimmed" mt="xs">
            {t('darkHint')}
          </Text>
        </Fieldset>
        {change.error && (
          <SaveProblem
            error={change.error}
            message={isProblem(change.error, 'in_use') ? t('maskInUse') : undefined}
            over={over}
          />
        )}
        {!readOnly && (
          <Button type="submit" loading={change.isPending} style={{ alignSelf: 'start' }}>
            {t('save')}
          </Button>
        )}
      </Stack>
    </form>
  )
}

/** `₹`, or the letters where a currency has no sign. */
function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return parts.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency
}

function Legend({ text }: { text: string }) {
  return (
    <Text span fw={600}>
      {text}
    </Text>
  )
}
