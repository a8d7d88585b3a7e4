import { Menu, UnstyledButton } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import classes from './bottom-bar.module.css'
import type { NavigationPage } from './navigation.ts'
import { isOpen } from './side-navigation.tsx'

const places = 4

/** The navigation of a phone: four pages under the thumb, the rest behind *More*. */
export function BottomBar({ pages }: { pages: NavigationPage[] }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const rest = pages.slice(places)
  return (
    <nav className={classes.bar} aria-label={t('navigation')}>
      {pages.slice(0, places).map(({ to, text, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.item}
          aria-current={isOpen(pathname, to) ? 'page' : undefined}
        >
          <Icon size={20} stroke={1.6} aria-hidden />
          <span className={classes.label}>{t(text)}</span>
        </Link>
      ))}
      {rest.length > 0 && (
        <Menu position="top-end">
          <Menu.Target>
            <UnstyledButton className={classes.item}>
              <IconDots size={20} aria-hidden />
              <span className={classes.label}>{t('more')}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ to, text, icon: Icon }) => (
              <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={20} />}>
                {t(text)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  )
}
