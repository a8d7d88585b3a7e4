import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
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
import { patientOptions, useEditPatient } from './patient-queries.ts'
import { patientChangeOf, type PatientValues, valuesOf } from './patient-values.ts'

interface Props {
  patient: Patient
  onClose: () => void
}

export function EditSheet({ patient, onClose }: Props) {
  const { t } = useTranslation('patients')
  const [changed, setChanged] = useState(false)
  return (
    <SideSheet opened title={t('editPatient', { name: patient.name })} changed={changed} onClose={onClose}>
      <EditForm patient={patient} onChanged={setChanged} onDone={onClose} />
    </SideSheet>
  )
}

interface FormProps {
  patient: Patient
  onChanged: (changed: boolean) => void
  onDone: () => void
}

function EditForm({ patient, onChanged, onDone }: FormProps) {
  const { t } = useTranslation('patients')
  const { locale } = useFormats()
  // The version the form was opened with: a newer one in the cache must not slip under what is typed.
  const [opened, setOpened] = useState(patient)
  const before = valuesOf(opened, locale)
  const form = usePatientForm({
    values: before,
    locale,
    onChange: (now) => onChanged(Object.keys(patientChangeOf(before, now, locale)).length > 0),
  })
  const edit = useEditPatient(patient.id)

  const refuse = (errors: PatientForm['errors']) => {
    form.setErrors(errors)
    focusFirstProblem(form, errors)
  }
  const save = (typed: PatientValues, version: number) => {
    const change = patientChangeOf(before, typed, locale)
    if (Object.keys(change).length === 0) return onDone()
    edit.mutate(
      { version, change },
      {
        onSuccess: ({ name }) => {
          onDone()
          notifyDone(t('saved', { name }))
        },
        onError: (error) => {
          const field = refusedField(error)
          if (field) refuse({ [field]: t(fieldText(field)) })
        },
      },
    )
  }
  const takeNewer = (newer: Patient) => {
    setOpened(newer)
    form.setInitialValues(valuesOf(newer, locale))
    form.reset()
    edit.reset()
    onChanged(false)
  }
  return (
    <form onSubmit={form.onSubmit((typed) => save(typed, opened.version), refuse)} noValidate>
      <Stack gap="sm">
        <PatientFields form={form} />
        <MorePatientFields form={form} editing />
        {edit.error && !refusedField(edit.error) && (
          <SheetAnswer>
            {isProblem(edit.error, 'version_conflict') ? (
              <VersionConflict
                opened={opened}
                onTakeNewer={takeNewer}
                onSaveOver={(newer) => save(form.getValues(), newer.version)}
              />
            ) : (
              <ProblemAlert error={edit.error} />
            )}
          </SheetAnswer>
        )}
        <SheetActions>
          <Button type="submit" loading={edit.isPending}>
            {t('save')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}

interface ConflictProps {
  opened: Patient
  onTakeNewer: (newer: Patient) => void
  onSaveOver: (newer: Patient) => void
}

/** Somebody else was faster: says what he changed and leaves the choice. */
function VersionConflict({ opened, onTakeNewer, onSaveOver }: ConflictProps) {
  const { t } = useTranslation('patients')
  const queries = useQueryClient()
  const [newer, setNewer] = useState<Patient>()
  const [error, setError] = useState<Error>()
  const load = () =>
    queries.fetchQuery({ ...patientOptions(opened.id), staleTime: 0 }).then(setNewer, setError)
  if (error) return <ProblemAlert error={error} retry={() => void load()} />
  return (
    <Alert color="yellow" role="alert" title={t('conflictTitle')}>
      <Text>{t('conflictText')}</Text>
      {newer ? (
        <>
          <Differences from={opened} to={newer} />
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" variant="default" onClick={() => onSaveOver(newer)}>
              {t('saveMine')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => onTakeNewer(newer)}>
              {t('takeTheirs')}
            </Button>
          </Group>
        </>
      ) : (
        <Button mt="xs" size="compact-sm" variant="default" onClick={() => void load()}>
          {t('showTheirs')}
        </Button>
      )}
    </Alert>
  )
}

function Differences({ from, to }: { from: Patient; to: Patient }) {
  const { t } = useTranslation('patients')
  const { locale } = useFormats()
  const [before, after] = [valuesOf(from, locale), valuesOf(to, locale)]
  const names = (Object.keys(before) as (keyof PatientValues)[]).filter(
    (name) => name !== 'age' && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  return (
    <List mt="xs">
      {names.map((name) => (
        <List.Item key={name}>
          {t('theirChange', {
            field: t(name as Exclude<keyof PatientValues, 'age'>),
            value: shown(after[name]),
          })}
        </List.Item>
      ))}
    </List>
  )
}

function shown(value: PatientValues[keyof PatientValues]) {
  if (typeof value === 'string') return value || '–'
  if (typeof value === 'boolean') return value ? '✓' : '–'
  return Object.values(value).filter(Boolean).join(', ') || '–'
}
