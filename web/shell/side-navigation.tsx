import { NavLink, Stack } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { NavigationPage } from './navigation.ts'

export function SideNavigation({ pages }: { pages: NavigationPage[] }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  return (
    <Stack gap={4}>
      {pages.map(({ to, text, icon: Icon }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={t(text)}
          leftSection={<Icon size={20} stroke={1.6} aria-hidden />}
          active={isOpen(pathname, to)}
          aria-current={isOpen(pathname, to) ? 'page' : undefined}
          py={6}
          bdrs="sm"
        />
      ))}
    </Stack>
  )
}

/** A patient's chart belongs to *Patients*. */
export function isOpen(pathname: string, to: string) {
  return pathname === to || pathname.startsWith(`${to}/`)
}
