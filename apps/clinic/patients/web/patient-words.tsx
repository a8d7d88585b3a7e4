import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { PatientSummary } from '../patients.contract.ts'

interface NameProps {
  patient: PatientSummary
  className?: string | undefined
}

/** The name, which leads to the chart. */
export function PatientName({ patient: { id, name, deceased }, className }: NameProps) {
  const { t } = useTranslation('patients')
  return (
    <span>
      <LinkAnchor
        to="/patients/$patientId"
        params={{ patientId: id }}
        className={className}
        c="inherit"
        fw={600}
        underline="never"
        data-row
        inherit
      >
        {/* Names of either writing direction stand apart from what follows them. */}
        <bdi>{name}</bdi>
      </LinkAnchor>
      {deceased && (
        <Text span size="xs" c="dimmed" ml={6}>
          {t('deceased')}
        </Text>
      )}
    </span>
  )
}

type Person = Pick<PatientSummary, 'birthDate' | 'birthDateEstimated' | 'sex'>

export function AgeAndSex({ patient }: { patient: Person }) {
  const formats = useFormats()
  const words = useAgeAndSex(patient)
  return (
    <span title={patient.birthDate ? formats.partial(patient.birthDate) : undefined}>{words || '–'}</span>
  )
}

/** `45 yrs · Female`; what is not known is left out. */
function useAgeAndSex({ birthDate, birthDateEstimated, sex }: Person) {
  const { t } = useTranslation('patients')
  const formats = useFormats()
  const age = birthDate && formats.age(birthDate)
  return [age && birthDateEstimated ? t('about', { age }) : age, sex !== 'unknown' && t(sex)]
    .filter(Boolean)
    .join(' · ')
}
