import { ActionIcon, Group, Kbd, Text, UnstyledButton } from '@mantine/core'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useTranslation } from 'react-i18next'
import { AccountMenu } from './account-menu.tsx'
import classes from './header.module.css'
import { TenantSwitcher } from './tenant-switcher.tsx'

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
        <AccountMenu />
      </Group>
    </Group>
  )
}
