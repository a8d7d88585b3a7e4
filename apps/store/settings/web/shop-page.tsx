import { Button, Checkbox, Fieldset, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { LinkButton } from '#web/components/link-button.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { call } from '#web/call.ts'
import { isProblem } from '#web/query-client.ts'
import { useShopSettings } from '../../customers/web/customer-queries.ts'
import { changeShopSettings, type ShopSettings, type ShopSettingsChange } from '../settings.contract.ts'
import { BooksSection } from './books-section.tsx'
import { type ShopValues, shopChangeOf, shopProblemsOf, shopValuesOf } from './shop-values.ts'

/** How the shop works: whoever may not change it reads it. */
export function ShopPage() {
  const { t } = useTranslation('shop')
  const { data, error, refetch } = useShopSettings()
  const mayRead = useMay('settings.read')
  return (
    <>
      <PageTitle title={t('title')}>
        {mayRead && (
          <LinkButton to="/settings" variant="default">
            {t('allSettings')}
          </LinkButton>
        )}
      </PageTitle>
      {data ? (
        <>
          {/* A form of its own for each version: what was saved, here or elsewhere, is what it begins with. */}
          <ShopForm key={data.version} settings={data} />
          <BooksSection />
        </>
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
  const change = useMutation({
    mutationFn: (body: ShopSettingsChange) => call(changeShopSettings, { body }),
    onSuccess: async (saved) => {
      queries.setQueryData(['shop'], saved)
      await queries.invalidateQueries({ queryKey: ['customers'] })
      void notifyDone(t('saved'))
    },
  })
  const field = (name: Exclude<keyof ShopValues, 'groundFloor' | 'strictApartments'>) => ({
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
  const save = form.onSubmit(
    (values) => change.mutate(shopChangeOf(values, settings)),
    (errors) => form.getInputNode(Object.keys(errors)[0]!)?.focus(),
  )
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md" maw={640}>
        <Fieldset legend={t('credit')}>
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput {...field('dueDays')} inputMode="numeric" />
            <TextInput {...field('creditLimit')} description={t('emptyNone')} inputMode="decimal" />
            <TextInput {...field('largeBalance')} description={t('emptyNone')} inputMode="decimal" />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend={t('apartments')}>
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
        <Fieldset legend={t('payment')}>
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput {...field('upiId')} inputMode="email" />
            <TextInput {...field('upiName')} maxLength={50} />
            <TextInput {...field('paymentLinkDays')} inputMode="numeric" />
          </SimpleGrid>
        </Fieldset>
        {change.error && (
          <ProblemAlert
            error={change.error}
            {...(isProblem(change.error, 'in_use') && { message: t('maskInUse') })}
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
