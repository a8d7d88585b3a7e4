import {
  NavLink,
  Group,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs'
import IconDatabase from '@tabler/icons-react/dist/esm/icons/IconDatabase.mjs'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconListCheck from '@tabler/icons-react/dist/esm/icons/IconListCheck.mjs'
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs'
import IconUserCircle from '@tabler/icons-react/dist/esm/icons/IconUserCircle.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useOperatorSession } from '#owner/operators/web/session-queries.ts'
import { LanguageChoice } from '#web/components/language-choice.tsx'
import { LinkPopover } from '#web/components/link-popover.tsx'
import { NoticePlace } from '#web/components/notify.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import classes from '#web/shell/app-frame.module.css'
import barClasses from '#web/shell/bottom-bar.module.css'
import { isOpen } from '#web/shell/side-navigation.tsx'
import { consoleTo } from './console-address.ts'

const allPages = [
  { to: '/tenants', text: 'tenants', icon: IconBuilding, permission: 'tenant.read' },
  { to: '/jobs', text: 'jobs', icon: IconListCheck, permission: 'job.read' },
  { to: '/dead-letters', text: 'deadLetters', icon: IconAlertTriangle, permission: 'job.read' },
  { to: '/outbox', text: 'outbox', icon: IconMail, permission: 'outbox.read' },
  { to: '/databases', text: 'databases', icon: IconDatabase, permission: 'database.read' },
  { to: '/operators', text: 'operators', icon: IconUsers, permission: 'operator.read' },
  { to: '/account', text: 'account', icon: IconUserCircle, permission: undefined },
] as const

type Page = (typeof allPages)[number]

/** What stands around every page of the console. */
export function ConsoleFrame() {
  const { t } = useTranslation(['console', 'shell'])
  const { operator, permissions } = useOperatorSession()
  const isPhone = useIsPhone()
  const pages = allPages.filter(({ permission }) => !permission || permissions.includes(permission))
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t('shell:skipToContent')}
      </a>
      <header className={classes.header}>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Text fw={600}>{t('title')}</Text>
          <Text size="xs" c="dimmed" truncate>
            {operator.name}
          </Text>
        </Group>
      </header>
      {!isPhone && (
        <nav className={classes.navigation} aria-label={t('shell:navigation')}>
          <Stack gap={4}>
            {pages.map((page) => (
              <PageLink key={page.to} page={page} />
            ))}
            <Looks />
          </Stack>
        </nav>
      )}
      <main className={classes.main}>
        <div id="main" tabIndex={-1} className={classes.page}>
          <Outlet />
        </div>
      </main>
      {isPhone && <PhoneBar pages={pages} />}
      <NoticePlace />
    </div>
  )
}

function PageLink({ page: { to, text, icon: Icon } }: { page: Page }) {
  const { t } = useTranslation(['console', 'shell'])
  const { pathname } = useLocation()
  const open = isOpen(pathname, to)
  return (
    <NavLink
      component={Link}
      to={consoleTo(to)}
      label={t(text)}
      leftSection={<Icon size={20} stroke={1.6} aria-hidden />}
      active={open}
      aria-current={open ? 'page' : undefined}
      py={6}
      bdrs="sm"
    />
  )
}

function PhoneBar({ pages }: { pages: readonly Page[] }) {
  const { t } = useTranslation(['console', 'shell'])
  const { pathname } = useLocation()
  return (
    <nav className={barClasses.bar} aria-label={t('shell:navigation')}>
      {pages.slice(0, 4).map(({ to, text, icon: Icon }) => (
        <Link
          key={to}
          to={consoleTo(to)}
          className={barClasses.item}
          aria-current={isOpen(pathname, to) ? 'page' : undefined}
        >
          <Icon size={20} stroke={1.6} aria-hidden />
          <span className={barClasses.label}>{t(text)}</span>
        </Link>
      ))}
      <LinkPopover
        position="top-end"
        label={t('shell:more')}
        target={(props) => (
          <UnstyledButton {...props} className={barClasses.item}>
            <IconDots size={20} aria-hidden />
            <span className={barClasses.label}>{t('shell:more')}</span>
          </UnstyledButton>
        )}
      >
        {pages.slice(4).map((page) => (
          <li key={page.to}>
            <PageLink page={page} />
          </li>
        ))}
      </LinkPopover>
    </nav>
  )
}

/** Language and light, where they are found at once. */
export function Looks() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack gap={4} mt="md">
      <LanguageChoice />
      <SegmentedControl
        size="xs"
        aria-label={t('appearance')}
        value={colorScheme}
        onChange={setColorScheme}
        data={[
          { value: 'light', label: t('light') },
          { value: 'dark', label: t('dark') },
          { value: 'auto', label: t('auto') },
        ]}
      />
    </Stack>
  )
}
