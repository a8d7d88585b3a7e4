import { Button, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { SheetActions, SheetAnswer } from '#web/components/side-sheet.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { type Over, SaveProblem } from '#web/forms/save-problem.tsx'
import { isProblem } from '#web/query-client.ts'
import type { Practitioner } from '../practitioners.contract.ts'
import type { Profile } from './practitioner-queries.ts'
import { type ProfileValues, problemsOf, profileOf, valuesOf } from './profile-values.ts'

interface Props {
  practitioner?: Practitioner
  button: string
  error: Error | null
  /** What can be done where somebody else was faster. */
  over?: Over
  pending: boolean
  onChanged: () => void
  onSend: (profile: Profile) => void
  /** What stands above: whose profile it is to be. */
  children?: ReactNode
}

/** What is printed of a doctor. */
export function ProfileForm({ practitioner, button, onChanged, onSend, children, ...answer }: Props) {
  const { error, over, pending } = answer
  const { t } = useTranslation('practitioners')
  const { currency } = useSession().tenant
  const { today } = useFormats()
  const form = useForm<ProfileValues>({
    mode: 'uncontrolled',
    initialValues: valuesOf(practitioner, currency),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(problemsOf(values, { currency, today: today() })).map(([field, problem]) => [
          field,
          t(problem),
        ]),
      ),
    onValuesChange: onChanged,
  })
  const taken = isProblem(error, 'already_exists') && error.field === 'licenceNumber'
  const field = (name: keyof ProfileValues) => ({
    label: t(name),
    autoComplete: 'off',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const send = form.onSubmit(
    (values) => onSend(profileOf(values, currency)),
    (errors) => form.getInputNode(Object.keys(errors)[0]!)?.focus(),
  )
  const licence = field('licenceNumber')
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        {children}
        <TextInput
          {...licence}
          error={taken ? t('licenceTaken') : licence.error}
          description={t('licenceHint')}
          required
          maxLength={60}
          data-autofocus={!children}
        />
        <TextInput {...field('speciality')} maxLength={100} />
        <TextInput {...field('qualification')} description={t('qualificationHint')} maxLength={200} />
        <SimpleGrid cols={2} spacing="sm">
          <TextInput {...field('practisingSince')} inputMode="numeric" maxLength={4} />
          <TextInput {...field('fee')} inputMode="decimal" />
        </SimpleGrid>
        {error && !taken && (
          <SheetAnswer>
            <SaveProblem error={error} over={over} />
          </SheetAnswer>
        )}
        <SheetActions>
          <Button type="submit" loading={pending}>
            {button}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  )
}
