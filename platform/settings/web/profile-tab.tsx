import { SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import type { Profile } from '../profile.contract.ts'
import type { Settings } from '../settings.contract.ts'
import { useFormOver } from '#web/forms/use-form-over.ts'
import { isProblem } from '#web/query-client.ts'
import { useChangeProfile, useChangeSettings, useProfile, useSettings } from './settings-queries.ts'
import { SettingsForm } from './settings-form.tsx'
import { Loaded } from './settings-tab.tsx'
import { useSaved } from './use-saved.ts'

/** How the clinic or shop is called, and what its papers say of it. */
export function ProfileTab() {
  const settings = useSettings()
  const profile = useProfile()
  return (
    <Loaded query={settings}>
      {(named) => (
        <>
          <NameForm settings={named} />
          <Loaded query={profile}>{(printed) => <PrintedForm profile={printed} />}</Loaded>
        </>
      )}
    </Loaded>
  )
}

function NameForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation('settings')
  const readOnly = !useWritable() || !settings.can.edit
  const change = useChangeSettings(settings)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: nameOf(settings),
    validate: { name: (typed) => (typed.trim() === '' ? t('nameNeeded') : null) },
  })
  const over = useFormOver({ form, present: settings, valuesOf: nameOf, save: change })
  const saved = useSaved(form)
  const save = form.onSubmit((values) => change.mutate({ name: values.name.trim() }, saved(values)))
  return (
    <SettingsForm
      title={t('name')}
      description={t('nameText')}
      readOnly={readOnly}
      error={change.error}
      over={over}
      pending={change.isPending}
      onSubmit={save}
    >
      <TextInput
        label={t('displayName')}
        maxLength={120}
        readOnly={readOnly}
        autoComplete="off"
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
    </SettingsForm>
  )
}

function nameOf({ name }: Settings) {
  return { name }
}

function PrintedForm({ profile }: { profile: Profile }) {
  const { t } = useTranslation('settings')
  const readOnly = !useWritable() || !profile.can.edit
  const change = useChangeProfile(profile)
  const form = useForm({ mode: 'uncontrolled', initialValues: printedOf(profile) })
  const over = useFormOver({ form, present: profile, valuesOf: printedOf, save: change })
  const saved = useSaved(form)
  const field = (name: keyof ReturnType<typeof printedOf>, maxLength: number) => ({
    label: t(name),
    maxLength,
    readOnly,
    autoComplete: 'off',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const save = form.onSubmit((values) =>
    change.mutate(tidied(values), {
      ...saved(values),
      onError: (error) => {
        if (isProblem(error, 'invalid_input') && error.field === 'taxNumber') {
          form.setFieldError('taxNumber', t('noTaxNumber'))
          form.getInputNode('taxNumber')?.focus()
        } else if (isProblem(error, 'invalid_input') && error.field === 'email') {
          form.setFieldError('email', t('noEmail'))
          form.getInputNode('email')?.focus()
        }
      },
    }),
  )
  return (
    <SettingsForm
      title={t('printed')}
      description={t('printedText')}
      readOnly={readOnly}
      error={isProblem(change.error, 'invalid_input') ? null : change.error}
      over={over}
      pending={change.isPending}
      onSubmit={save}
    >
      <TextInput {...field('legalName', 200)} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput {...field('email', 254)} type="email" />
        <TextInput {...field('phone', 40)} type="tel" />
        <TextInput {...field('registrationNumber', 60)} />
        <TextInput {...field('taxNumber', 30)} />
      </SimpleGrid>
      <Textarea {...field('address', 1000)} autosize minRows={2} />
    </SettingsForm>
  )
}

function printedOf({ legalName, email, phone, address, registrationNumber, taxNumber }: Profile) {
  return { legalName, email: email ?? '', phone, address, registrationNumber, taxNumber }
}

/** As the server keeps it, so that what it has can be held against what was sent. */
function tidied({
  legalName,
  email,
  phone,
  address,
  registrationNumber,
  taxNumber,
}: ReturnType<typeof printedOf>) {
  return {
    legalName: legalName.trim(),
    email: email.trim() || null,
    phone: phone.trim(),
    address: address.trim(),
    registrationNumber: registrationNumber.trim(),
    taxNumber: taxNumber.replace(/\s/g, '').toUpperCase(),
  }
}
