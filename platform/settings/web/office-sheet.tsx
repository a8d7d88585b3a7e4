import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import { isProblem } from '#web/query-client.ts'
import type { Office, OpenHours } from '../offices.contract.ts'
import { findWrongHours } from '../opening-hours.ts'
import { HoursFields } from './hours-fields.tsx'
import { useOfficeAct, useSaveOffice } from './settings-queries.ts'

interface Props {
  /** None: a new one. */
  office?: Office
  /** It is the only one that is open. */
  isLast: boolean
  readOnly: boolean
  onClose: () => void
}

/** An office with its hours; whoever may not change it reads it. */
export function OfficeSheet({ office, isLast, readOnly: mayNot, onClose }: Props) {
  const { t } = useTranslation('settings')
  const [key] = useState(() => crypto.randomUUID())
  const save = useSaveOffice(office, key)
  const readOnly = mayNot || office?.archived === true
  const [hours, setHours] = useState<OpenHours[]>(office?.hours ?? [])
  const [wrongHours, setWrongHours] = useState(-1)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      name: office?.name ?? '',
      address: office?.address ?? '',
      phone: office?.phone ?? '',
      printHeader: office?.printHeader ?? '',
    },
    validate: { name: (typed) => (typed.trim() === '' ? t('nameNeeded') : null) },
  })
  const [changed, setChanged] = useState(false)
  const field = (name: 'name' | 'address' | 'phone' | 'printHeader', maxLength: number) => ({
    maxLength,
    readOnly,
    autoComplete: 'off',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const send = form.onSubmit(
    (values) => {
      const wrong = findWrongHours(hours)
      setWrongHours(wrong)
      if (wrong >= 0) return
      save.mutate({ ...values, phone: values.phone.trim() || null, hours }, { onSuccess: onClose })
    },
    (errors) => form.getInputNode(Object.keys(errors)[0]!)?.focus(),
  )
  return (
    <SideSheet
      opened
      title={office ? office.name : t('newOffice')}
      changed={changed && !readOnly}
      onClose={onClose}
    >
      <form onSubmit={send} onChange={() => setChanged(true)} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t('officeName')}
            {...field('name', 200)}
            {...(!office && { 'data-autofocus': true })}
          />
          <Textarea label={t('address')} autosize minRows={2} {...field('address', 1000)} />
          <TextInput label={t('phone')} type="tel" {...field('phone', 40)} />
          <HoursFields
            hours={hours}
            readOnly={readOnly}
            wrong={wrongHours}
            onChange={(next) => {
              setHours(next)
              setWrongHours(-1)
              setChanged(true)
            }}
          />
          <Textarea
            label={t('printHeader')}
            description={t('printHeaderText')}
            autosize
            minRows={2}
            {...field('printHeader', 1000)}
          />
          {office && !mayNot && <OfficeActs office={office} isLast={isLast} />}
          {save.error && (
            <SheetAnswer>
              <ProblemAlert
                error={save.error}
                {...(isProblem(save.error, 'invalid_input') && { message: t('noHours') })}
              />
            </SheetAnswer>
          )}
          {!readOnly && (
            <SheetActions>
              <Button type="submit" loading={save.isPending}>
                {t('save')}
              </Button>
            </SheetActions>
          )}
        </Stack>
      </form>
    </SideSheet>
  )
}

function OfficeActs({ office: { id, isDefault, archived }, isLast }: { office: Office; isLast: boolean }) {
  const { t } = useTranslation('settings')
  const act = useOfficeAct(id)
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {archived ? (
          <Button variant="default" loading={act.isPending} onClick={() => act.mutate('reopen')}>
            {t('reopen')}
          </Button>
        ) : (
          <>
            {!isDefault && (
              <Button variant="default" loading={act.isPending} onClick={() => act.mutate('default')}>
                {t('makeDefault')}
              </Button>
            )}
            {!isLast && (
              <Button
                variant="default"
                color="red"
                loading={act.isPending}
                onClick={() => act.mutate('archive')}
              >
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
      {act.error && <ProblemAlert error={act.error} />}
    </Stack>
  )
}
