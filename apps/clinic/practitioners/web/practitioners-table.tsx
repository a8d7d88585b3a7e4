import { Anchor, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Practitioner } from '../practitioners.contract.ts'
import list from '#web/components/list.module.css'

interface Props {
  practitioners: Practitioner[]
  /** Left out where the caller may not change them. */
  onOpen?: (practitioner: Practitioner) => void
}

/** A table to compare on a desk; cards on a phone. */
export function PractitionersTable(props: Props) {
  return useIsPhone() ? <Cards {...props} /> : <Rows {...props} />
}

function Rows({ practitioners, onOpen }: Props) {
  const { t } = useTranslation('practitioners')
  const money = useMoney()
  return (
    <Table highlightOnHover aria-label={t('title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('name')}</Table.Th>
          <Table.Th>{t('speciality')}</Table.Th>
          <Table.Th>{t('qualification')}</Table.Th>
          <Table.Th>{t('licenceNumber')}</Table.Th>
          <Table.Th>{t('practisingSince')}</Table.Th>
          <Table.Th ta="right">{t('fee')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {practitioners.map((each) => (
          <Table.Tr key={each.id} className={list.row}>
            <Table.Td>
              <Name practitioner={each} {...(onOpen && { onOpen })} />
            </Table.Td>
            <Table.Td>{each.speciality}</Table.Td>
            <Table.Td>{each.qualification}</Table.Td>
            <Table.Td>{each.licenceNumber}</Table.Td>
            <Table.Td>{each.practisingSince}</Table.Td>
            <Table.Td ta="right">{each.feeMinor !== null && money(each.feeMinor)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ practitioners, onOpen }: Props) {
  const { t } = useTranslation('practitioners')
  const money = useMoney()
  return (
    <ul className={list.cards} aria-label={t('title')}>
      {practitioners.map((each) => (
        <li key={each.id} className={list.card} data-stacked>
          <Name practitioner={each} {...(onOpen && { onOpen })} />
          <Text size="sm">{[each.speciality, each.qualification].filter(Boolean).join(' · ')}</Text>
          <Text size="xs" c="dimmed">
            {t('licenceNumber')}: {each.licenceNumber}
          </Text>
          {each.practisingSince !== null && (
            <Text size="xs" c="dimmed">
              {t('practisingSince')}: {each.practisingSince}
            </Text>
          )}
          {each.feeMinor !== null && (
            <Text size="xs" c="dimmed">
              {t('fee')}: {money(each.feeMinor)}
            </Text>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Opens the sheet of the profile; the button covers the whole row. */
function Name({ practitioner, onOpen }: { practitioner: Practitioner; onOpen?: Props['onOpen'] }) {
  if (!onOpen) return <Text fw={600}>{practitioner.name}</Text>
  return (
    <Anchor
      component="button"
      type="button"
      fw={600}
      ta="left"
      data-row
      className={list.link}
      onClick={() => onOpen(practitioner)}
    >
      {practitioner.name}
    </Anchor>
  )
}
