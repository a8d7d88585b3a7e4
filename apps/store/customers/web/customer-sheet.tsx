import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { SaveProblem } from '#web/forms/save-problem.tsx'
import { isProblem } from '#web/query-client.ts'
import type { Customer } from '../customers.contract.ts'
import { CustomerFields } from './customer-fields.tsx'
import { useAddCustomer, useEditCustomer, useShopSettings } from './customer-queries.ts'
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
  // What the form was opened with: a newer version in the cache must not slip under what is typed.
  const [opened, open] = useState(customer)
  const title = customer ? t('editCustomer', { name: customer.name }) : t('addCustomer')
  return (
    <SideSheet opened title={title} changed={changed} onClose={onClose}>
      <CustomerForm
        key={opened?.version}
        opened={opened}
        present={customer}
        typed={typed}
        onShowSaved={() => open(customer)}
        onChanged={() => setChanged(true)}
        onDone={onClose}
      />
    </SideSheet>
  )
}

interface FormProps {
  opened: Customer | undefined
  /** As he is saved now. */
  present: Customer | undefined
  typed: string
  /** Gives up what was typed. */
  onShowSaved: () => void
  onChanged: () => void
  onDone: () => void
}

function CustomerForm({ opened, present, typed, onShowSaved, onChanged, onDone }: FormProps) {
  const { t } = useTranslation('customers')
  const { currency } = useSession().tenant
  const further = useShopSettings().data?.currencies ?? []
  const [key] = useState(() => crypto.randomUUID())
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
  const change = useEditCustomer(opened)
  const error = add.error ?? change.error
  const focusFirst = (errors: typeof form.errors) => {
    const first = Object.keys(start).find((field) => field in errors) ?? Object.keys(errors)[0]
    if (first) form.getInputNode(first)?.focus()
  }
  const told = {
    onSuccess: () => {
      onDone()
      notifyDone(t('saved', { name: form.getValues().name.trim() }))
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
    if (!opened) return add.mutate(newCustomerOf(values, currency), told)
    const changes = customerChangeOf(start, values, currency)
    if (Object.keys(changes).length === 0) return onDone()
    change.mutate(changes, told)
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
            <SaveProblem
              error={error}
              message={isProblem(error, 'already_exists') ? t('knownPhone') : undefined}
              over={{
                showSaved: onShowSaved,
                saveOver: () => present && change.goOnFrom(present.version),
              }}
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
