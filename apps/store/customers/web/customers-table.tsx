import { Group, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import list from '#web/components/list.module.css'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { readablePhone } from '#web/format/phone.ts'
import type { CustomerSummary } from '../customers.contract.ts'
import { apartmentsText, Balances, CustomerMarks } from './customer-words.tsx'

interface Props {
  customers: CustomerSummary[]
  /** The rows of the question before, shown until the new ones come. */
  stale: boolean
}

/** A table to compare on a desk; cards on a phone. */
export function CustomersTable({ customers, stale }: Props) {
  const isPhone = useIsPhone()
  return (
    <div data-stale={stale || undefined} className={list.list}>
      {isPhone ? <Cards customers={customers} /> : <Rows customers={customers} />}
    </div>
  )
}

function Rows({ customers }: { customers: CustomerSummary[] }) {
  const { t } = useTranslation('customers')
  return (
    <Table highlightOnHover aria-label={t('customers')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('name')}</Table.Th>
          <Table.Th>{t('apartments')}</Table.Th>
          <Table.Th>{t('phone')}</Table.Th>
          <Table.Th>{t('marks')}</Table.Th>
          <Table.Th ta="right">{t('balance')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {customers.map((customer) => (
          <Table.Tr key={customer.id} className={list.row}>
            <Table.Td>
              <CustomerName customer={customer} />
            </Table.Td>
            <Table.Td>{apartmentsText(customer) || '–'}</Table.Td>
            <Table.Td>{customer.phone ? readablePhone(customer.phone) : '–'}</Table.Td>
            <Table.Td>
              <Group gap={4}>
                <CustomerMarks customer={customer} />
              </Group>
            </Table.Td>
            <Table.Td ta="right">
              <Balances customer={customer} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ customers }: { customers: CustomerSummary[] }) {
  const { t } = useTranslation('customers')
  return (
    <ul className={list.cards} aria-label={t('customers')}>
      {customers.map((customer) => (
        <li key={customer.id} className={list.card}>
          <CustomerName customer={customer} />
          <Text fw={600}>
            <Balances customer={customer} />
          </Text>
          <Text size="sm" className={list.wide}>
            {[apartmentsText(customer), customer.phone && readablePhone(customer.phone)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          <Group gap={4} className={list.wide}>
            <CustomerMarks customer={customer} />
          </Group>
        </li>
      ))}
    </ul>
  )
}

function CustomerName({ customer: { id, name } }: { customer: CustomerSummary }) {
  return (
    <LinkAnchor
      to="/customers/$customerId"
      params={{ customerId: id }}
      className={list.link}
      c="inherit"
      fw={600}
      underline="never"
      data-row
      inherit
    >
      <bdi>{name}</bdi>
    </LinkAnchor>
  )
}
