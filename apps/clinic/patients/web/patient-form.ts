import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { type FieldProblem, schemaProblems } from '#web/forms/schema-problems.ts'
import { isProblem } from '#web/query-client.ts'
import { registerPatient } from '../patients.contract.ts'
import { newPatientOf, type PatientValues } from './patient-values.ts'

interface Options {
  values: PatientValues
  locale: string
  onChange?: (values: PatientValues) => void
}

/** The form of a patient, judged by the contract's schema before anything is sent. */
export function usePatientForm({ values, locale, onChange }: Options) {
  const { t } = useTranslation('patients')
  return useForm<PatientValues>({
    mode: 'uncontrolled',
    initialValues: values,
    onValuesChange: onChange,
    validate: (typed) => {
      const problems: Record<string, FieldProblem> = schemaProblems(
        registerPatient.body!,
        newPatientOf(typed, locale),
      )
      if (!typed.givenName.trim() && !typed.familyName.trim()) problems.givenName = 'required'
      return Object.fromEntries(
        Object.entries(problems).map(([path, problem]) => [formField(path), t(fieldText(path, problem))]),
      )
    },
  })
}

export type PatientForm = ReturnType<typeof usePatientForm>

/** Puts the first field that was refused under the cursor. */
export function focusFirstProblem(form: PatientForm, errors: Record<string, unknown>) {
  const first = fieldOrder.find((field) => field in errors)
  if (first) form.getInputNode(first)?.focus()
}

/** The field of the form that an answer of the server refuses, if it names one. */
export function refusedField(error: Error | null) {
  const path = isProblem(error, 'invalid_input') ? formField(error.field ?? '') : ''
  return fieldOrder.find((known) => known === path)
}

/** The fields from top to bottom. */
const fieldOrder = [
  'givenName',
  'familyName',
  'sex',
  'birthDate',
  'age.value',
  'phone',
  'email',
  'address.line',
  'address.city',
  'address.district',
  'address.state',
  'address.postalCode',
  'address.country',
  'language',
  'bloodGroup',
  'emergencyContact.name',
  'emergencyContact.relation',
  'emergencyContact.phone',
  'notes',
  'deceasedOn',
] as const

function formField(path: string) {
  return path === 'age' ? 'age.value' : path
}

/** The sentence for a field that was refused. */
export function fieldText(path: string, problem: FieldProblem = 'invalid') {
  if (path === 'givenName' && problem === 'required') return 'nameNeeded'
  if (path === 'emergencyContact.name') return 'contactNameNeeded'
  if (problem === 'tooLong') return 'tooLong'
  return path in invalidTexts ? invalidTexts[path as keyof typeof invalidTexts] : 'notAccepted'
}

const invalidTexts = {
  birthDate: 'birthDateInvalid',
  age: 'ageInvalid',
  'age.value': 'ageInvalid',
  phone: 'phoneInvalid',
  'emergencyContact.phone': 'phoneInvalid',
  email: 'emailInvalid',
  'address.country': 'countryInvalid',
} as const
