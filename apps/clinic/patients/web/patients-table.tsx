import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import list from '#web/components/list.module.css'
import { Moment } from '#web/components/moment.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { readablePhone } from '#web/format/phone.ts'
import type { PatientSummary } from '../patients.contract.ts'
import { AgeAndSex, PatientName } from './patient-words.tsx'
import own from './patients-table.module.css'

interface Props {
  patients: PatientSummary[]
  /** The rows of the question before, shown until the new ones come. */
  stale: boolean
}

/** A table to compare on a desk; cards on a phone. */
export function PatientsTable({ patients, stale }: Props) {
  const isPhone = useIsPhone()
  return (
    <div data-stale={stale || undefined} className={list.list}>
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
          <Table.Tr key={patient.id} className={list.row}>
            <Table.Td>
              <PatientName patient={patient} className={list.link} />
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
    <ul className={list.cards} aria-label={t('patients')}>
      {patients.map((patient) => (
        <li key={patient.id} className={`${list.card} ${own.card}`}>
          <PatientName patient={patient} className={list.link} />
          <AgeAndSex patient={patient} />
          <span>{patient.number}</span>
          <span>{patient.phone && readablePhone(patient.phone)}</span>
        </li>
      ))}
    </ul>
  )
}
