import { Button, Checkbox, Fieldset, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { PasswordField } from '#web/components/password-field.tsx'
import { AddressField } from './address-field.tsx'
import type { NewTenant } from './registration-queries.ts'

interface Props {
  error: Error | null
  pending: boolean
  onSend: (tenant: NewTenant) => void
}

const empty = {
  app: 'clinic' as 'clinic' | 'store',
  name: '',
  slug: '',
  hasAccount: false,
  ownerName: '',
  email: '',
  password: '',
  officeName: '',
  officeAddress: '',
  officePhone: '',
  isDoctor: false,
  licenceNumber: '',
  speciality: '',
}
type Values = typeof empty
type TextName = { [Name in keyof Values]: Values[Name] extends string ? Name : never }[keyof Values]

/** What is needed to begin, and nothing that can be said later. */
export function RegisterForm({ error, pending, onSend }: Props) {
  const { t } = useTranslation('registration')
  const [values, setValues] = useState(empty)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))
  const field = (name: Exclude<TextName, 'app'>, maxLength: number) => ({
    label: t(name),
    value: values[name],
    maxLength,
    error: isRefused(error, fieldsOf[name]) && t('notAccepted'),
    onChange: (event: FormEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }),
  })
  const { app, hasAccount, isDoctor } = values
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSend(newTenantOf(values))
      }}
    >
      <Stack gap="md">
        <SegmentedControl
          fullWidth
          aria-label={t('kind')}
          value={app}
          onChange={(chosen) => set({ app: chosen as Values['app'] })}
          data={[
            { value: 'clinic', label: t('clinic') },
            { value: 'store', label: t('shop') },
          ]}
        />
        <Stack gap="sm">
          <TextInput {...field('name', 120)} required autoFocus autoComplete="organization" />
          <AddressField
            app={app}
            name={values.name}
            value={values.slug}
            onChange={(slug) => set({ slug })}
            refused={isRefused(error, 'slug')}
          />
        </Stack>
        <Fieldset legend={t('owner')}>
          <Stack gap="sm">
            <Checkbox
              label={t('hasAccount')}
              checked={hasAccount}
              onChange={(event) => set({ hasAccount: event.currentTarget.checked })}
            />
            {!hasAccount && <TextInput {...field('ownerName', 200)} required autoComplete="name" />}
            <TextInput {...field('email', 254)} type="email" required autoComplete="username" />
            <PasswordField
              {...field('password', 256)}
              onChange={(password) => set({ password })}
              description={hasAccount ? undefined : t('passwordAdvice')}
              autoComplete={hasAccount ? 'current-password' : 'new-password'}
            />
            {app === 'clinic' && (
              <Checkbox
                label={t('isDoctor')}
                checked={isDoctor}
                onChange={(event) => set({ isDoctor: event.currentTarget.checked })}
              />
            )}
            {app === 'clinic' && isDoctor && (
              <>
                <TextInput {...field('licenceNumber', 60)} required />
                <TextInput {...field('speciality', 100)} />
              </>
            )}
          </Stack>
        </Fieldset>
        <Fieldset legend={t('firstOffice')}>
          <Stack gap="sm">
            <TextInput {...field('officeName', 200)} placeholder={values.name} />
            <TextInput {...field('officeAddress', 1000)} autoComplete="street-address" />
            <TextInput {...field('officePhone', 40)} type="tel" autoComplete="tel" />
          </Stack>
        </Fieldset>
        {error && <ProblemAlert error={error} />}
        <Button type="submit" loading={pending}>
          {t('register')}
        </Button>
      </Stack>
    </form>
  )
}

/** The fields by the names that the server's refusals have. */
const fieldsOf = {
  name: 'name',
  slug: 'slug',
  ownerName: 'owner.name',
  email: 'owner.email',
  password: 'owner.password',
  officeName: 'office.name',
  officeAddress: 'office.address',
  officePhone: 'office.phone',
  licenceNumber: 'doctor.licenceNumber',
  speciality: 'doctor.speciality',
} as const

function isRefused(error: Error | null, field: string) {
  return error instanceof Problem && error.field === field
}

function newTenantOf(values: Values): NewTenant {
  const { app, name, slug, hasAccount, isDoctor } = values
  const [ownerName, email] = [values.ownerName.trim(), values.email.trim()]
  return {
    app,
    name: name.trim(),
    slug,
    owner: { email, password: values.password, ...(!hasAccount && { name: ownerName }) },
    office: {
      name: values.officeName.trim() || name.trim(),
      address: values.officeAddress.trim(),
      phone: values.officePhone.trim(),
    },
    ...(app === 'clinic' &&
      isDoctor && {
        doctor: { licenceNumber: values.licenceNumber.trim(), speciality: values.speciality.trim() },
      }),
  }
}
