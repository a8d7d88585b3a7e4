import { ActionIcon, Group, Kbd, Text, UnstyledButton } from '@mantine/core'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { AccountMenu } from './account-menu.tsx'
import classes from './header.module.css'
import { TenantSwitcher } from './tenant-switcher.tsx'

/** Not part of the first load: what happened meanwhile is nothing that a page waits for. */
const NotificationBell = lazyPart(
  () => import('#platform/notifications/web/notification-bell.tsx'),
  'NotificationBell',
  {
    place: 'quiet',
    texts: ['notifications'],
  },
)

export function Header({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation()
  return (
    <Group h="100%" w="100%" px="sm" gap="sm" wrap="nowrap" justify="space-between">
      <TenantSwitcher />
      <UnstyledButton
        className={classes.search}
        visibleFrom="sm"
        onClick={onSearch}
        aria-keyshortcuts="Control+K"
      >
        <IconSearch size={16} aria-hidden />
        <Text span flex={1} c="dimmed">
          {t('search')}
        </Text>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon
          hiddenFrom="sm"
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('search')}
          onClick={onSearch}
        >
          <IconSearch size={20} />
        </ActionIcon>
        <Suspense fallback={<ActionIcon variant="transparent" size="lg" disabled aria-hidden />}>
          <NotificationBell />
        </Suspense>
        <AccountMenu />
      </Group>
    </Group>
  )
}
