import { Badge, Button, Group, Table, Text } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import list from '#web/components/list.module.css'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import type { Office } from '../offices.contract.ts'
import { OfficeSheet } from './office-sheet.tsx'
import { useOffices } from './settings-queries.ts'
import { Loaded } from './settings-tab.tsx'

const route = getRouteApi('/frame/settings')

/** Where people work. */
export function OfficesTab() {
  const { t } = useTranslation('settings')
  const offices = useOffices()
  const { office: opened } = route.useSearch()
  const navigate = route.useNavigate()
  const writable = useWritable()
  const isPhone = useIsPhone()
  const close = () => void navigate({ search: { tab: 'offices' } })
  return (
    <Loaded query={offices}>
      {({ items, can }) => {
        const mayEdit = can.edit && writable
        const office = items.find(({ id }) => id === opened)
        return (
          <>
            {mayEdit && (
              <Group>
                <Button
                  leftSection={<IconPlus size={20} aria-hidden />}
                  onClick={() => void navigate({ search: { tab: 'offices', office: 'new' } })}
                >
                  {t('newOffice')}
                </Button>
              </Group>
            )}
            {items.length === 0 ? (
              <EmptyState text={t('noOffices')} />
            ) : isPhone ? (
              <Cards offices={items} />
            ) : (
              <Rows offices={items} />
            )}
            {office && (
              <OfficeSheet
                key={office.id}
                office={office}
                isLast={items.filter(({ archived }) => !archived).length < 2}
                readOnly={!mayEdit}
                onClose={close}
              />
            )}
            {opened === 'new' && mayEdit && <OfficeSheet isLast={false} readOnly={false} onClose={close} />}
          </>
        )
      }}
    </Loaded>
  )
}

function Rows({ offices }: { offices: Office[] }) {
  const { t } = useTranslation('settings')
  return (
    <Table highlightOnHover aria-label={t('offices')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('officeName')}</Table.Th>
          <Table.Th>{t('address')}</Table.Th>
          <Table.Th>{t('phone')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {offices.map((office) => (
          <Table.Tr key={office.id} className={list.row}>
            <Table.Td>
              <OfficeName office={office} />
            </Table.Td>
            <Table.Td>{office.address}</Table.Td>
            <Table.Td>{office.phone}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ offices }: { offices: Office[] }) {
  const { t } = useTranslation('settings')
  return (
    <ul className={list.cards} aria-label={t('offices')}>
      {offices.map((office) => (
        <li key={office.id} className={list.card} data-stacked>
          <OfficeName office={office} />
          {[office.address, office.phone].filter(Boolean).map((line) => (
            <Text key={line} size="xs" c="dimmed">
              {line}
            </Text>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** Opens the sheet of the office; the link covers the whole row. */
function OfficeName({ office: { id, name, isDefault, archived } }: { office: Office }) {
  const { t } = useTranslation('settings')
  return (
    <Group gap="xs" wrap="nowrap">
      <LinkAnchor
        to="/settings"
        search={{ tab: 'offices', office: id }}
        className={list.link}
        data-row
        fw={600}
      >
        {name}
      </LinkAnchor>
      {isDefault && (
        <Badge variant="light" tt="none">
          {t('isDefault')}
        </Badge>
      )}
      {archived && (
        <Badge variant="light" color="gray" tt="none">
          {t('isArchived')}
        </Badge>
      )}
    </Group>
  )
}
