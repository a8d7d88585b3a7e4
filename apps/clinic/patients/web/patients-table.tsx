import { Skeleton, Stack, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Moment } from '#web/components/moment.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { readablePhone } from '#web/format/phone.ts'
import type { PatientSummary } from '../patients.contract.ts'
import { AgeAndSex, PatientName } from './patient-words.tsx'
import classes from './patients-table.module.css'

interface Props {
  patients: PatientSummary[]
  /** The rows of the question before, shown until the new ones come. */
  stale: boolean
}

/** A table to compare on a desk; cards on a phone. */
export function PatientsTable({ patients, stale }: Props) {
  const isPhone = useIsPhone()
  return (
    <div data-stale={stale || undefined} className={classes.list}>
      {isPhone ? <Cards patients={patients} /> : <Rows patients={patients} />}
    </div>
  )
}

function Rows({ patients }: { patients: PatientSummary[] }) {
  const { t } = useTranslation('patients')
  return (
    <Table highlightOnHover aria-label={t('patients')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('name')}</Table.Th>
          <Table.Th>{t('ageAndSex')}</Table.Th>
          <Table.Th>{t('number')}</Table.Th>
          <Table.Th>{t('phone')}</Table.Th>
          <Table.Th>{t('registeredOn')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {patients.map((patient) => (
          <Table.Tr key={patient.id} className={classes.row}>
            <Table.Td>
              <PatientName patient={patient} className={classes.link} />
            </Table.Td>
            <Table.Td>
              <AgeAndSex patient={patient} />
            </Table.Td>
            <Table.Td>{patient.number}</Table.Td>
            <Table.Td>{patient.phone ? readablePhone(patient.phone) : '–'}</Table.Td>
            <Table.Td>
              <Moment at={patient.createdAt} as="dayOf" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ patients }: { patients: PatientSummary[] }) {
  const { t } = useTranslation('patients')
  return (
    <ul className={classes.cards} aria-label={t('patients')}>
      {patients.map((patient) => (
        <li key={patient.id} className={classes.card}>
          <PatientName patient={patient} className={classes.link} />
          <AgeAndSex patient={patient} />
          <span>{patient.number}</span>
          <span>{patient.phone && readablePhone(patient.phone)}</span>
        </li>
      ))}
    </ul>
  )
}

export function PatientsSkeleton() {
  const { t } = useTranslation()
  return (
    <Stack gap={1} role="status" aria-label={t('loading')}>
      {Array.from({ length: 12 }, (_, row) => (
        <Skeleton key={row} height={36} radius={2} />
      ))}
    </Stack>
  )
}
