import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { isProblem } from '#web/query-client.ts'
import type { Customer } from '../customers.contract.ts'
import { CustomerFields } from './customer-fields.tsx'
import { useAddCustomer, useChangeCustomer, useShopSettings } from './customer-queries.ts'
import {
  type CustomerValues,
  customerChangeOf,
  customerValuesOf,
  emptyCustomer,
  newCustomerOf,
  problemsOf,
} from './customer-values.ts'

interface Props {
  /** Whom the sheet changes; somebody new without. */
  customer?: Customer
  /** What was typed into the search that found nobody: an apartment, a phone number or a name. */
  typed?: string
  onClose: () => void
}

export function CustomerSheet({ customer, typed = '', onClose }: Props) {
  const { t } = useTranslation('customers')
  const [changed, setChanged] = useState(false)
  const title = customer ? t('editCustomer', { name: customer.name }) : t('addCustomer')
  return (
    <SideSheet opened title={title} changed={changed} onClose={onClose}>
      <CustomerForm customer={customer} typed={typed} onChanged={() => setChanged(true)} onDone={onClose} />
    </SideSheet>
  )
}

interface FormProps {
  customer: Customer | undefined
  typed: string
  onChanged: () => void
  onDone: () => void
}

function CustomerForm({ customer, typed, onChanged, onDone }: FormProps) {
  const { t } = useTranslation('customers')
  const { currency } = useSession().tenant
  const further = useShopSettings().data?.currencies ?? []
  const [key] = useState(() => crypto.randomUUID())
  // What the form was opened with: a newer version in the cache must not slip under what is typed.
  const [opened] = useState(customer)
  const [start] = useState<CustomerValues>(() =>
    opened ? customerValuesOf(opened, currency, further) : { ...emptyCustomer, ...startOf(typed) },
  )
  const form = useForm<CustomerValues>({
    mode: 'uncontrolled',
    initialValues: start,
    onValuesChange: onChanged,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(problemsOf(values, currency)).map(([field, problem]) => [field, t(problem)]),
      ),
  })
  const add = useAddCustomer(key)
  const change = useChangeCustomer(opened?.id ?? '')
  const error = add.error ?? change.error
  const focusFirst = (errors: typeof form.errors) => {
    const first = Object.keys(start).find((field) => field in errors) ?? Object.keys(errors)[0]
    if (first) form.getInputNode(first)?.focus()
  }
  const answers = {
    onSuccess: ({ name }: Customer) => {
      onDone()
      notifyDone(t('saved', { name }))
    },
    onError: (refused: Error) => {
      const field = refusedField(refused)
      if (!field) return
      const errors = { [field]: t(fieldTexts[field]) }
      form.setErrors(errors)
      focusFirst(errors)
    },
  }
  const save = form.onSubmit((values) => {
    if (!opened) return add.mutate(newCustomerOf(values, currency), answers)
    const changes = customerChangeOf(start, values, currency)
    if (Object.keys(changes).length === 0) return onDone()
    change.mutate({ version: opened.version, change: changes }, answers)
  }, focusFirst)
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <CustomerFields
          form={form}
          editing={opened !== undefined}
          further={Object.keys(start.furtherLimits)}
        />
        {error && !refusedField(error) && (
          <SheetAnswer>
            <ProblemAlert
              error={error}
              {...(isProblem(error, 'already_exists') && { message: t('knownPhone') })}
            />
          </SheetAnswer>
        )}
        <SheetActions>
          <Button type="submit" loading={add.isPending || change.isPending}>
            {t('save')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}

const fieldTexts = {
  phone: 'noPhone',
  apartments: 'noApartment',
  openingBalance: 'noAmount',
  dueDays: 'noDays',
} as const

/** The field of the form that an answer of the server refuses, if it names one. */
function refusedField(error: Error): keyof typeof fieldTexts | undefined {
  if (isProblem(error, 'invalid_apartment')) return 'apartments'
  if (!isProblem(error, 'invalid_input')) return undefined
  if (error.field === 'openingBalanceMinor') return 'openingBalance'
  return (['phone', 'dueDays'] as const).find((field) => field === error.field)
}

function startOf(typed: string): Partial<CustomerValues> {
  if (/^\+?\d[\d ()-]{8,}$/.test(typed)) return { phone: typed }
  if (/^\d[\d-]*$/.test(typed)) return { apartments: typed }
  return { name: typed.trim() }
}
