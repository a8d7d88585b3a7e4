import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { type Over, SaveProblem } from '#web/forms/save-problem.tsx'
import { useOpened } from '#web/forms/use-opened.ts'
import { isProblem } from '#web/query-client.ts'
import type { Office } from '../offices.contract.ts'
import { findWrongHours } from '../opening-hours.ts'
import { HoursFields } from './hours-fields.tsx'
import {
  type OfficeAct,
  type OfficeFields,
  useChangeOffice,
  useCreateOffice,
  useOfficeAct,
} from './settings-queries.ts'

interface Props {
  /** None: a new one. */
  office?: Office
  /** It is the only one that is open. */
  isLast: boolean
  readOnly: boolean
  onClose: () => void
}

/** An office with its hours; whoever may not change it reads it. */
export function OfficeSheet({ office, isLast, readOnly, onClose }: Props) {
  const { t } = useTranslation('settings')
  const [changed, setChanged] = useState(false)
  const parts = { onChanged: () => setChanged(true), onDone: onClose }
  return (
    <SideSheet opened title={office?.name ?? t('newOffice')} changed={changed && !readOnly} onClose={onClose}>
      {office ? (
        <PresentOffice office={office} isLast={isLast} readOnly={readOnly} {...parts} />
      ) : (
        <NewOffice {...parts} />
      )}
    </SideSheet>
  )
}

interface Told {
  onChanged: () => void
  onDone: () => void
}

function NewOffice({ onChanged, onDone }: Told) {
  const [key] = useState(() => crypto.randomUUID())
  const { error, isPending, mutate } = useCreateOffice(key)
  return (
    <OfficeForm
      readOnly={false}
      error={error}
      pending={isPending}
      onChanged={onChanged}
      onSend={(fields) => mutate(fields, { onSuccess: onDone })}
    />
  )
}

interface PresentProps extends Told {
  office: Office
  isLast: boolean
  readOnly: boolean
}

function PresentOffice({ office, isLast, readOnly, onChanged, onDone }: PresentProps) {
  const { t } = useTranslation('settings')
  const change = useChangeOffice(office)
  const { opened, over } = useOpened(office, change)
  const goOn = (version: number) => {
    // Where somebody else was faster than the act, his changes are still to be seen.
    if (!change.isBehind(version - 1)) change.goOnFrom(version)
  }
  return (
    <OfficeForm
      key={opened.version}
      office={opened}
      readOnly={readOnly || office.archived}
      error={change.error}
      over={over}
      pending={change.isPending}
      onChanged={onChanged}
      onSend={(fields) =>
        change.mutate(fields, {
          onSuccess: () => {
            onDone()
            notifyDone(t('saved'))
          },
        })
      }
    >
      {!readOnly && <OfficeActs office={office} isLast={isLast} onDone={goOn} />}
    </OfficeForm>
  )
}

interface FormProps {
  office?: Office
  readOnly: boolean
  error: Error | null
  over?: Over
  pending: boolean
  onChanged: () => void
  onSend: (fields: OfficeFields) => void
  /** What else can be done with it. */
  children?: ReactNode
}

function OfficeForm({ office, readOnly, onChanged, onSend, children, ...answer }: FormProps) {
  const { t } = useTranslation('settings')
  const { error, over, pending } = answer
  const form = useForm<OfficeFields>({
    initialValues: fieldsOf(office),
    validate: {
      name: (typed) => (typed.trim() === '' ? t('nameNeeded') : null),
      hours: (chosen) => (findWrongHours(chosen) >= 0 ? t('noHours') : null),
    },
    onValuesChange: onChanged,
  })
  const { phone, hours } = form.values
  const field = (name: 'name' | 'address' | 'printHeader', maxLength: number) => ({
    maxLength,
    readOnly,
    autoComplete: 'off',
    ...form.getInputProps(name),
  })
  const send = form.onSubmit(
    ({ name, address, printHeader, ...values }) =>
      onSend({
        ...values,
        name: name.trim(),
        address: address.trim(),
        phone: values.phone?.trim() || null,
        printHeader: printHeader.trim(),
      }),
    (errors) => form.getInputNode(Object.keys(errors)[0]!)?.focus(),
  )
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('officeName')}
          {...field('name', 200)}
          {...(!office && { 'data-autofocus': true })}
        />
        <Textarea label={t('address')} autosize minRows={2} {...field('address', 1000)} />
        <TextInput
          label={t('phone')}
          type="tel"
          maxLength={40}
          readOnly={readOnly}
          autoComplete="off"
          {...form.getInputProps('phone')}
          value={phone ?? ''}
        />
        <HoursFields
          hours={hours}
          readOnly={readOnly}
          wrong={form.errors.hours ? findWrongHours(hours) : -1}
          onChange={(next) => form.setFieldValue('hours', next)}
        />
        <Textarea
          label={t('printHeader')}
          description={t('printHeaderText')}
          autosize
          minRows={2}
          {...field('printHeader', 1000)}
        />
        {children}
        {error && (
          <SheetAnswer>
            <SaveProblem
              error={error}
              message={isProblem(error, 'invalid_input') ? t('noHours') : undefined}
              over={over}
            />
          </SheetAnswer>
        )}
        {!readOnly && (
          <SheetActions>
            <Button type="submit" loading={pending}>
              {t('save')}
            </Button>
          </SheetActions>
        )}
      </Stack>
    </form>
  )
}

function fieldsOf(office: Office | undefined): OfficeFields {
  const { name = '', address = '', phone = null, hours = [], printHeader = '' } = office ?? {}
  return { name, address, phone, hours, printHeader }
}

interface ActsProps {
  office: Office
  isLast: boolean
  /** Told the version that it has now. */
  onDone: (version: number) => void
}

function OfficeActs({ office: { id, isDefault, archived }, isLast, onDone }: ActsProps) {
  const { t } = useTranslation('settings')
  const { mutate, error, isPending } = useOfficeAct(id)
  const act = (name: OfficeAct) => mutate(name, { onSuccess: ({ version }) => onDone(version) })
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {archived ? (
          <Button variant="default" loading={isPending} onClick={() => act('reopen')}>
            {t('reopen')}
          </Button>
        ) : (
          <>
            {!isDefault && (
              <Button variant="default" loading={isPending} onClick={() => act('default')}>
                {t('makeDefault')}
              </Button>
            )}
            {!isLast && (
              <Button variant="default" color="red" loading={isPending} onClick={() => act('archive')}>
                {t('archive')}
              </Button>
            )}
          </>
        )}
      </Group>
      {isLast && !archived && (
        <Text size="sm" c="dimmed">
          {t('lastStays')}
        </Text>
      )}
      {error && <ProblemAlert error={error} />}
    </Stack>
  )
}
