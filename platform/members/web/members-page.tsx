import { Button } from '@mantine/core'
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import { getRouteApi } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { useRowKeys } from '#web/components/use-row-keys.ts'
import { Waiting } from '#web/components/waiting.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import { Invitations } from './invitations.tsx'
import { useMembers } from './member-queries.ts'
import { MemberSheet } from './member-sheet.tsx'
import { MembersFilter } from './members-filter.tsx'
import type { MembersSearch } from './members-search.ts'
import { MembersTable } from './members-table.tsx'
import { AddSheet, InviteSheet } from './person-sheets.tsx'
import { RolesSheet } from './roles-sheet.tsx'

const route = getRouteApi('/frame/members')

/** Who belongs to the clinic or shop, who is invited, and what each may do. */
export function MembersPage() {
  const { t } = useTranslation('members')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const members = useMembers(search)
  const writable = useWritable()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const rowKeys = useRowKeys(list)

  const items = members.data?.pages.flatMap((page) => page.items)
  const assignable = members.data?.pages[0]?.assignableRoles ?? []
  const mayAdd = assignable.length > 0 && writable
  const open = (sheet: MembersSearch['sheet']) => void navigate({ search: (now) => ({ ...now, sheet }) })
  const close = () => void navigate({ search: ({ sheet: _, member: __, ...rest }) => rest })
  const opened = items?.find(({ id }) => id === search.member)
  useShortcuts([
    { key: '/', label: t('searchMembers'), run: () => field.current?.select() },
    ...(mayAdd ? [{ key: 'n', label: t('invite'), run: () => open('invite') }] : []),
    ...rowKeys,
  ])
  return (
    <>
      <PageTitle title={t('title')}>
        <Button variant="subtle" onClick={() => open('roles')}>
          {t('whatRolesMay')}
        </Button>
        {assignable.length > 0 && (
          <>
            <Button
              variant="default"
              leftSection={<IconUserPlus size={20} aria-hidden />}
              disabled={!writable}
              onClick={() => open('add')}
            >
              {t('addAtOnce')}
            </Button>
            <Button
              leftSection={<IconMail size={20} aria-hidden />}
              disabled={!writable}
              onClick={() => open('invite')}
              aria-keyshortcuts="n"
            >
              {t('invite')}
            </Button>
          </>
        )}
      </PageTitle>
      <MembersFilter ref={field} />
      <div ref={list} aria-busy={!items || members.isPlaceholderData}>
        {members.error && !items ? (
          <ProblemAlert error={members.error} retry={() => void members.refetch()} />
        ) : !items ? (
          <Waiting height={36} lines={8} />
        ) : items.length === 0 ? (
          <EmptyState text={t('nobodyFound')} />
        ) : (
          <MembersTable members={items} stale={members.isPlaceholderData} />
        )}
      </div>
      <ShowMore list={members}>{t('showMore')}</ShowMore>
      <Invitations mayChange={mayAdd} />
      {search.sheet === 'invite' && mayAdd && <InviteSheet assignable={assignable} onClose={close} />}
      {search.sheet === 'add' && mayAdd && <AddSheet assignable={assignable} onClose={close} />}
      {search.sheet === 'roles' && <RolesSheet onClose={close} />}
      {opened && <MemberSheet key={opened.id} member={opened} assignable={assignable} onClose={close} />}
    </>
  )
}
