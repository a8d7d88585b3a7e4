import { Checkbox, Fieldset, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { PatientForm } from './patient-form.ts'

const languages = ['en', 'hi', 'bn', 'gu', 'kn', 'ml', 'mr', 'or', 'pa', 'ta', 'te', 'ur']
const bloodGroups = ['A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-']

/** What is asked where it helps. */
export function MorePatientFields({ form, editing }: { form: PatientForm; editing: boolean }) {
  const { t } = useTranslation('patients')
  return (
    <Stack gap="sm">
      <TextInput
        label={t('email')}
        type="email"
        autoComplete="off"
        key={form.key('email')}
        {...form.getInputProps('email')}
      />
      <AddressFields form={form} />
      <SimpleGrid cols={2} spacing="sm">
        <LanguageField form={form} />
        <NativeSelect
          label={t('bloodGroup')}
          data={[{ value: '', label: t('notKnown') }, ...bloodGroups]}
          key={form.key('bloodGroup')}
          {...form.getInputProps('bloodGroup')}
        />
      </SimpleGrid>
      <Fieldset legend={t('emergencyContact')} p="sm">
        <Stack gap="sm">
          <TextInput
            label={t('contactName')}
            autoComplete="off"
            key={form.key('emergencyContact.name')}
            {...form.getInputProps('emergencyContact.name')}
          />
          <SimpleGrid cols={2} spacing="sm">
            <TextInput
              label={t('relation')}
              autoComplete="off"
              key={form.key('emergencyContact.relation')}
              {...form.getInputProps('emergencyContact.relation')}
            />
            <TextInput
              label={t('phone')}
              type="tel"
              autoComplete="off"
              key={form.key('emergencyContact.phone')}
              {...form.getInputProps('emergencyContact.phone')}
            />
          </SimpleGrid>
        </Stack>
      </Fieldset>
      <Textarea
        label={t('notes')}
        minRows={2}
        autosize
        key={form.key('notes')}
        {...form.getInputProps('notes')}
      />
      {editing && <DeceasedFields form={form} />}
    </Stack>
  )
}

function AddressFields({ form }: { form: PatientForm }) {
  const { t } = useTranslation('patients')
  const field = (name: 'city' | 'district' | 'state' | 'postalCode' | 'country') => (
    <TextInput
      label={t(name)}
      autoComplete="off"
      key={form.key(`address.${name}`)}
      {...form.getInputProps(`address.${name}`)}
    />
  )
  return (
    <Fieldset legend={t('address')} p="sm">
      <Stack gap="sm">
        <TextInput
          label={t('line')}
          autoComplete="off"
          key={form.key('address.line')}
          {...form.getInputProps('address.line')}
        />
        <SimpleGrid cols={2} spacing="sm">
          {field('city')}
          {field('district')}
          {field('state')}
          {field('postalCode')}
          {field('country')}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  )
}

function LanguageField({ form }: { form: PatientForm }) {
  const { t } = useTranslation('patients')
  const { locale } = useFormats()
  const names = new Intl.DisplayNames(locale, { type: 'language' })
  const own = form.getInitialValues().language
  const known = own && !languages.includes(own) ? [own, ...languages] : languages
  return (
    <NativeSelect
      label={t('language')}
      data={[
        { value: '', label: t('notKnown') },
        ...known.map((value) => ({ value, label: names.of(value) ?? value })),
      ]}
      key={form.key('language')}
      {...form.getInputProps('language')}
    />
  )
}

function DeceasedFields({ form }: { form: PatientForm }) {
  const { t } = useTranslation('patients')
  const [deceased, setDeceased] = useState(form.getValues().deceased)
  form.watch('deceased', ({ value }) => setDeceased(value))
  return (
    <SimpleGrid cols={2} spacing="sm" style={{ alignItems: 'end' }}>
      <Checkbox
        label={t('deceased')}
        mb={8}
        key={form.key('deceased')}
        {...form.getInputProps('deceased', { type: 'checkbox' })}
      />
      {deceased && (
        <TextInput
          label={t('deceasedOn')}
          type="date"
          key={form.key('deceasedOn')}
          {...form.getInputProps('deceasedOn')}
        />
      )}
    </SimpleGrid>
  )
}
