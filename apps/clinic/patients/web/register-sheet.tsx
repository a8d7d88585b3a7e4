import { Button, Checkbox, Collapse, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { isProblem } from '#web/query-client.ts'
import type { Patient } from '../patients.contract.ts'
import { MorePatientFields } from './more-patient-fields.tsx'
import { PatientFields } from './patient-fields.tsx'
import {
  fieldText,
  focusFirstProblem,
  type PatientForm,
  refusedField,
  usePatientForm,
} from './patient-form.ts'
import { useRegisterPatient } from './patient-queries.ts'
import { emptyValues, newPatientOf } from './patient-values.ts'
import { SimilarPatients } from './similar-patients.tsx'
import { useSimilarPatients } from './use-similar-patients.ts'

interface Props {
  /** What was typed into the search that found nobody: a name or a phone number. */
  typed?: string
  onClose: () => void
}

export function RegisterSheet({ typed = '', onClose }: Props) {
  const { t } = useTranslation('patients')
  const [changed, setChanged] = useState(false)
  return (
    <SideSheet opened title={t('registerPatient')} changed={changed} onClose={onClose}>
      <RegisterForm typed={typed} onChanged={setChanged} onDone={onClose} />
    </SideSheet>
  )
}

interface FormProps {
  typed: string
  onChanged: (changed: boolean) => void
  onDone: () => void
}

function RegisterForm({ typed, onChanged, onDone }: FormProps) {
  const { t } = useTranslation('patients')
  const { locale } = useFormats()
  const [key] = useState(() => crypto.randomUUID())
  const [start] = useState(() => ({ ...emptyValues, ...startOf(typed) }))
  const [values, setValues] = useState(start)
  const [confirmed, setConfirmed] = useState(false)
  const [more, { toggle, open }] = useDisclosure()
  const form = usePatientForm({
    values: start,
    locale,
    onChange: (now) => {
      setValues(now)
      onChanged(true)
    },
  })
  const similar = useSimilarPatients(values, locale)
  const register = useRegisterPatient(key)

  const refuse = (errors: PatientForm['errors']) => {
    form.setErrors(errors)
    // The folded fields have to be there before one of them can be focused.
    if (Object.keys(errors).some((field) => !shortFields.has(field))) flushSync(open)
    focusFirstProblem(form, errors)
  }
  const send = form.onSubmit(
    (typedValues) =>
      register.mutate(
        { ...newPatientOf(typedValues, locale), ...(confirmed && { confirmedDuplicate: true }) },
        {
          onSuccess: (patient) => {
            onDone()
            notifyDone(<Registered patient={patient} />)
          },
          onError: (error) => {
            const field = refusedField(error)
            if (field) refuse({ [field]: t(fieldText(field)) })
          },
        },
      ),
    (errors) => refuse(errors),
  )
  const duplicates = similar?.duplicates ?? []
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <PatientFields form={form} />
        <SimilarPatients
          duplicates={duplicates}
          household={similar?.household ?? []}
          confirmed={confirmed}
          onConfirm={setConfirmed}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={toggle}
          aria-expanded={more}
          style={{ alignSelf: 'start' }}
        >
          {t(more ? 'lessDetails' : 'moreDetails')}
        </Button>
        <Collapse expanded={more}>
          <MorePatientFields form={form} editing={false} />
        </Collapse>
        {register.error && !refusedField(register.error) && (
          <SheetAnswer>
            <ProblemAlert
              error={register.error}
              {...(isProblem(register.error, 'possible_duplicate') && { message: t('duplicateRefused') })}
            />
            {isProblem(register.error, 'possible_duplicate') && duplicates.length === 0 && (
              <Checkbox
                mt="xs"
                label={t('somebodyElse')}
                checked={confirmed}
                onChange={(event) => setConfirmed(event.currentTarget.checked)}
              />
            )}
          </SheetAnswer>
        )}
        <SheetActions>
          <Button type="submit" loading={register.isPending}>
            {t('register')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}

function Registered({ patient }: { patient: Patient }) {
  const { t } = useTranslation('patients')
  return (
    <Group gap="xs">
      {t('registered', { name: patient.name, number: patient.number })}
      <LinkAnchor to="/patients/$patientId" params={{ patientId: patient.id }} inherit>
        {t('openChart')}
      </LinkAnchor>
    </Group>
  )
}

const shortFields = new Set(['givenName', 'familyName', 'sex', 'birthDate', 'age.value', 'phone'])

/** Digits were meant as a phone number, anything else as a name. */
function startOf(typed: string) {
  if (/^[+\d][\d ()-]{5,}$/.test(typed)) return { phone: typed }
  const [givenName = '', ...rest] = typed.trim().split(/\s+/)
  return { givenName, familyName: rest.join(' ') }
}
