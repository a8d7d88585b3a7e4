import { Badge, Group, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRoleName } from '#platform/identity/web/use-role-name.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import list from '#web/components/list.module.css'
import { Moment } from '#web/components/moment.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import type { Member } from './member-queries.ts'

interface Props {
  members: Member[]
  /** The rows of the question before, shown until the new ones come. */
  stale: boolean
}

/** A table to compare on a desk; cards on a phone. */
export function MembersTable({ members, stale }: Props) {
  const isPhone = useIsPhone()
  return (
    <div data-stale={stale || undefined} className={list.list}>
      {isPhone ? <Cards members={members} /> : <Rows members={members} />}
    </div>
  )
}

function Rows({ members }: { members: Member[] }) {
  const { t } = useTranslation('members')
  return (
    <Table highlightOnHover aria-label={t('title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('name')}</Table.Th>
          <Table.Th>{t('email')}</Table.Th>
          <Table.Th>{t('roles')}</Table.Th>
          <Table.Th>{t('lastSeen')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.id} className={list.row}>
            <Table.Td>
              <MemberName member={member} />
            </Table.Td>
            <Table.Td>{member.email}</Table.Td>
            <Table.Td>
              <RoleBadges roles={member.roles} />
            </Table.Td>
            <Table.Td>
              <LastSeen member={member} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Cards({ members }: { members: Member[] }) {
  const { t } = useTranslation('members')
  return (
    <ul className={list.cards} aria-label={t('title')}>
      {members.map((member) => (
        <li key={member.id} className={list.card} data-stacked>
          <MemberName member={member} />
          <Text size="xs" c="dimmed">
            {member.email}
          </Text>
          <RoleBadges roles={member.roles} />
          <Text size="xs" c="dimmed">
            {t('lastSeen')}: <LastSeen member={member} />
          </Text>
        </li>
      ))}
    </ul>
  )
}

/** Opens the sheet of the member; the link covers the whole row. */
function MemberName({ member }: { member: Member }) {
  const { t } = useTranslation('members')
  return (
    <Group gap="xs" wrap="nowrap">
      <LinkAnchor
        to="/members"
        search={(now: object) => ({ ...now, member: member.id })}
        className={list.link}
        data-row
        fw={600}
      >
        {member.name}
      </LinkAnchor>
      {member.status === 'deactivated' && (
        <Badge variant="light" color="gray" tt="none">
          {t('deactivated')}
        </Badge>
      )}
    </Group>
  )
}

export function RoleBadges({ roles }: { roles: readonly string[] }) {
  const roleName = useRoleName()
  return (
    <Group gap={4}>
      {roles.map((role) => (
        <Badge key={role} variant="light" tt="none">
          {roleName(role)}
        </Badge>
      ))}
    </Group>
  )
}

function LastSeen({ member: { seenAt } }: { member: Member }) {
  const { t } = useTranslation('members')
  return seenAt ? <Moment at={seenAt} as="ago" /> : t('never')
}
