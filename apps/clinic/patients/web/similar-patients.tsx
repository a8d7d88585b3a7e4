import { Alert, Checkbox, List, Text } from '@mantine/core'
import IconHome from '@tabler/icons-react/dist/esm/icons/IconHome.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { PatientSummary } from '../patients.contract.ts'

interface Props {
  duplicates: PatientSummary[]
  household: PatientSummary[]
  confirmed: boolean
  onConfirm: (confirmed: boolean) => void
}

/** Who may be the same person, which has to be answered, and who shares the phone, which is good to know. */
export function SimilarPatients({ duplicates, household, confirmed, onConfirm }: Props) {
  const { t } = useTranslation('patients')
  const others = household.filter(({ id }) => duplicates.every((duplicate) => duplicate.id !== id))
  return (
    <>
      {duplicates.length > 0 && (
        <Alert
          color="yellow"
          icon={<IconUsers size={20} aria-hidden />}
          title={t('duplicateTitle', { count: duplicates.length })}
        >
          <Known patients={duplicates} />
          <Checkbox
            mt="xs"
            label={t('somebodyElse')}
            checked={confirmed}
            onChange={(event) => onConfirm(event.currentTarget.checked)}
          />
        </Alert>
      )}
      {others.length > 0 && (
        <Alert color="accent" icon={<IconHome size={20} aria-hidden />} title={t('householdTitle')}>
          <Known patients={others} />
        </Alert>
      )}
    </>
  )
}

/** Opened beside, so that the form stays as it is. */
function Known({ patients }: { patients: PatientSummary[] }) {
  const formats = useFormats()
  return (
    <List listStyleType="none">
      {patients.map(({ id, name, birthDate, number }) => (
        <List.Item key={id}>
          <LinkAnchor
            to="/patients/$patientId"
            params={{ patientId: id }}
            target="_blank"
            c="inherit"
            underline="always"
            inherit
          >
            {name}
          </LinkAnchor>{' '}
          <Text span size="xs">
            {[birthDate && formats.age(birthDate), number].filter(Boolean).join(' · ')}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}
