import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useMoney } from '#web/format/use-money.ts'
import type { Dashboard } from '../dashboard.contract.ts'

export function TopDebtors({ topDebtors, currency }: Pick<Dashboard, 'topDebtors' | 'currency'>) {
  const { t } = useTranslation('dashboard')
  const money = useMoney()
  if (topDebtors.length === 0) return <Text c="dimmed">{t('nobodyOwes')}</Text>
  return (
    <Table aria-label={t('topDebtors')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('name')}</Table.Th>
          <Table.Th ta="right">{t('balance')}</Table.Th>
          <Table.Th ta="right">{t('overdue')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {topDebtors.map(({ id, name, balanceMinor, overdueMinor }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <LinkAnchor to="/customers/$customerId" params={{ customerId: id }}>
                <bdi>{name}</bdi>
              </LinkAnchor>
            </Table.Td>
            <Table.Td ta="right">{money(balanceMinor, currency)}</Table.Td>
            <Table.Td ta="right">{overdueMinor > 0 ? money(overdueMinor, currency) : '–'}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
