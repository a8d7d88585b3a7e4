import { Button, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { SaveProblem } from '#web/forms/save-problem.tsx'
import { useFormOver } from '#web/forms/use-form-over.ts'
import type { MessageSettings } from '../message-settings.contract.ts'
import { useSaveSettings } from './messaging-queries.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './quiet-section.module.css'

const time = /^([01]\d|2[0-3]):[0-5]\d$/

/** When people are left in peace, and how often one of them may be reminded. */
export function QuietSection({ settings }: { settings: MessageSettings }) {
  const { t } = useTranslation('messaging')
  const readOnly = !useWritable()
  const save = useSaveSettings(settings)
  const isTime = (typed: string) => (time.test(typed.trim()) ? null : t('notTime'))
  const isCount = (most: number) => (typed: string) =>
    /^\d{1,3}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= most ? null : t('notCount', { most })
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: valuesOf(settings),
    validate: { quietFrom: isTime, quietUntil: isTime, perDay: isCount(20), perMonth: isCount(100) },
  })
  const field = (name: 'quietFrom' | 'quietUntil' | 'perDay' | 'perMonth') => ({
    label: t(name),
    readOnly,
    autoComplete: 'off',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const over = useFormOver({ form, present: settings, valuesOf, save })
  const submit = form.onSubmit((values) =>
    save.mutate(
      {
        quietFrom: values.quietFrom.trim(),
        quietUntil: values.quietUntil.trim(),
        perDay: Number(values.perDay),
        perMonth: Number(values.perMonth),
      },
      {
        onSuccess: () => {
          form.resetDirty(values)
          notifyDone(t('saved'))
        },
      },
    ),
  )
  return (
    <SettingsSection title={t('when')} text={t('whenText')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm" className={classes.fields}>
            <TextInput {...field('quietFrom')} />
            <TextInput {...field('quietUntil')} />
            <TextInput {...field('perDay')} inputMode="numeric" />
            <TextInput {...field('perMonth')} inputMode="numeric" />
          </SimpleGrid>
          {save.error && <SaveProblem error={save.error} over={over} />}
          {!readOnly && (
            <Button type="submit" loading={save.isPending} style={{ alignSelf: 'start' }}>
              {t('save')}
            </Button>
          )}
        </Stack>
      </form>
    </SettingsSection>
  )
}

function valuesOf({ quietFrom, quietUntil, perDay, perMonth }: MessageSettings) {
  return { quietFrom, quietUntil, perDay: String(perDay), perMonth: String(perMonth) }
}
