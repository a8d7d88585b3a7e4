import { Box, Button, Group, NativeSelect, SegmentedControl, Text } from '@mantine/core'
import IconAdjustmentsHorizontal from '@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs'
import IconChecks from '@tabler/icons-react/dist/esm/icons/IconChecks.mjs'
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
import { memberKinds } from '../kinds.ts'
import { kindTexts } from './kind-texts.ts'
import { NotificationList } from './notification-list.tsx'
import { useNotifications, useReadAll } from './notification-queries.ts'
import { PreferencesSheet } from './preferences-sheet.tsx'

const route = getRouteApi('/frame/notifications')

/** Everything one was told of, and how one wants to be told. */
export function NotificationsPage() {
  const { t } = useTranslation('notifications')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const notifications = useNotifications(search)
  const readAll = useReadAll()
  const writable = useWritable()
  const list = useRef<HTMLDivElement>(null)
  useShortcuts(useRowKeys(list))

  const items = notifications.data?.pages.flatMap((page) => page.items)
  const unread = notifications.data?.pages[0]?.unread ?? 0
  const newest = items?.[0]
  return (
    <>
      <PageTitle title={t('title')}>
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={20} aria-hidden />}
          onClick={() => void navigate({ search: (now) => ({ ...now, sheet: 'preferences' }) })}
        >
          {t('choose')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconChecks size={20} aria-hidden />}
          disabled={unread === 0 || !newest || !writable}
          loading={readAll.isPending}
          onClick={() => newest && readAll.mutate(newest.id)}
        >
          {t('markAllRead')}
        </Button>
      </PageTitle>
      <Filter />
      {readAll.error && (
        <Box mb="sm">
          <ProblemAlert error={readAll.error} />
        </Box>
      )}
      <Text span role="status" size="sm" c="dimmed">
        {t('unread')}: {unread}
      </Text>
      <div ref={list} aria-busy={!items || notifications.isPlaceholderData}>
        {notifications.error && !items ? (
          <ProblemAlert error={notifications.error} retry={() => void notifications.refetch()} />
        ) : !items ? (
          <Waiting height={56} lines={6} />
        ) : items.length === 0 ? (
          <EmptyState text={t(search.unread || search.kind ? 'nothingFits' : 'nothingYet')} />
        ) : (
          <NotificationList
            notifications={items}
            label={t('title')}
            stale={notifications.isPlaceholderData}
          />
        )}
      </div>
      <ShowMore list={notifications}>{t('showMore')}</ShowMore>
      {search.sheet === 'preferences' && (
        <PreferencesSheet onClose={() => void navigate({ search: ({ sheet: _, ...rest }) => rest })} />
      )}
    </>
  )
}

/** Both live in the address. */
function Filter() {
  const { t } = useTranslation('notifications')
  const { unread, kind = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const chooseKind = (chosen: string) => {
    const known = memberKinds.find((each) => each === chosen)
    void navigate({ search: ({ kind: _, ...rest }) => ({ ...rest, ...(known && { kind: known }) }) })
  }
  const chooseUnread = (chosen: string) =>
    void navigate({
      search: ({ unread: _, ...rest }) => ({
        ...rest,
        ...(chosen === 'unread' && { unread: true as const }),
      }),
    })
  return (
    <Group gap="sm" mb="sm" align="flex-end">
      <SegmentedControl
        aria-label={t('which')}
        value={unread ? 'unread' : 'all'}
        onChange={chooseUnread}
        data={[
          { value: 'all', label: t('all') },
          { value: 'unread', label: t('unread') },
        ]}
      />
      <NativeSelect
        label={t('kind')}
        value={kind}
        onChange={(event) => chooseKind(event.currentTarget.value)}
        data={[
          { value: '', label: t('everyKind') },
          ...memberKinds.map((each) => ({ value: each, label: t(kindTexts[each]) })),
        ]}
      />
    </Group>
  )
}
