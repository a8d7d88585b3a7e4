import { Group, Input, NativeSelect, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import { readBirthDate } from './birth-date-text.ts'
import type { PatientForm } from './patient-form.ts'

/** What is asked of everybody. */
export function PatientFields({ form }: { form: PatientForm }) {
  const { t } = useTranslation('patients')
  const sexId = 'patient-sex'
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label={t('givenName')}
          data-autofocus
          autoComplete="off"
          key={form.key('givenName')}
          {...form.getInputProps('givenName')}
        />
        <TextInput
          label={t('familyName')}
          autoComplete="off"
          key={form.key('familyName')}
          {...form.getInputProps('familyName')}
        />
      </SimpleGrid>
      <Input.Wrapper label={t('sex')} labelElement="div" labelProps={{ id: sexId }}>
        <SegmentedControl
          fullWidth
          aria-labelledby={sexId}
          data={(['female', 'male', 'other', 'unknown'] as const).map((value) => ({
            value,
            label: t(value),
          }))}
          key={form.key('sex')}
          {...form.getInputProps('sex')}
        />
      </Input.Wrapper>
      <BirthDateOrAge form={form} />
      <TextInput
        label={t('phone')}
        type="tel"
        autoComplete="off"
        key={form.key('phone')}
        {...form.getInputProps('phone')}
      />
    </Stack>
  )
}

/** A date as it is known, or an age where nobody knows the date. */
function BirthDateOrAge({ form }: { form: PatientForm }) {
  const { t } = useTranslation('patients')
  const formats = useFormats()
  const [typed, setTyped] = useState(form.getValues().birthDate)
  form.watch('birthDate', ({ value }) => setTyped(value))
  const date = readBirthDate(typed, formats.locale)
  const understood = date && `${formats.partial(date)} · ${formats.age(date)}`
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap">
      <TextInput
        flex={1}
        label={t('birthDate')}
        description={understood ?? t('birthDateHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        inputMode="numeric"
        autoComplete="off"
        key={form.key('birthDate')}
        {...form.getInputProps('birthDate')}
      />
      <TextInput
        w={72}
        label={t('orAge')}
        inputMode="numeric"
        autoComplete="off"
        disabled={typed.trim() !== ''}
        key={form.key('age.value')}
        {...form.getInputProps('age.value')}
      />
      <NativeSelect
        w={104}
        label={t('ageUnit')}
        disabled={typed.trim() !== ''}
        data={(['years', 'months', 'weeks', 'days'] as const).map((value) => ({ value, label: t(value) }))}
        key={form.key('age.unit')}
        {...form.getInputProps('age.unit')}
      />
    </Group>
  )
}
