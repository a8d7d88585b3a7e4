import { ActionIcon, Group, Indicator, Popover, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import IconBell from '@tabler/icons-react/dist/esm/icons/IconBell.mjs'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '#web/components/link-button.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { NotificationList } from './notification-list.tsx'
import { useBell } from './notification-queries.ts'
import classes from './notification-list.module.css'

const most = 99

/** How much is unread, and the latest behind it. It changes by itself when something happens. */
export function NotificationBell() {
  const { t } = useTranslation()
  const bell = useBell()
  const [opened, { toggle, close }] = useDisclosure()
  const unread = bell.data?.unread ?? 0
  const label = unread > 0 ? t('unreadNotifications', { count: unread }) : t('notifications')
  return (
    <Indicator
      label={unread > most ? `${most}+` : unread}
      disabled={unread === 0}
      size={16}
      offset={6}
      color="red.8"
    >
      <Popover
        opened={opened}
        onChange={toggle}
        position="bottom-end"
        width="min(400px, calc(100vw - 16px))"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={toggle}>
            <IconBell size={20} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown p={4} aria-label={t('notifications')}>
          {opened && <Latest bell={bell} onClose={close} />}
        </Popover.Dropdown>
      </Popover>
    </Indicator>
  )
}

function Latest({ bell, onClose }: { bell: ReturnType<typeof useBell>; onClose: () => void }) {
  const { t } = useTranslation('notifications')
  const { data, error, refetch } = bell
  return (
    <Stack gap={4}>
      <div className={classes.popover}>
        {error && !data ? (
          <ProblemAlert error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Waiting height={64} />
        ) : data.items.length === 0 ? (
          <Text c="dimmed" p="md" ta="center">
            {t('nothingYet')}
          </Text>
        ) : (
          <NotificationList notifications={data.items} label={t('latest')} onOpen={onClose} />
        )}
      </div>
      <Group justify="flex-end">
        <LinkButton to="/notifications" variant="subtle" size="compact-sm" onClick={onClose}>
          {t('seeAll')}
        </LinkButton>
      </Group>
    </Stack>
  )
}
