import { NavLink, UnstyledButton } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LinkPopover } from '#web/components/link-popover.tsx'
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
        <LinkPopover
          position="top-end"
          label={t('more')}
          target={(props) => (
            <UnstyledButton {...props} className={classes.item}>
              <IconDots size={20} aria-hidden />
              <span className={classes.label}>{t('more')}</span>
            </UnstyledButton>
          )}
        >
          {rest.map(({ to, text, icon: Icon }) => (
            <li key={to}>
              <NavLink
                component={Link}
                to={to}
                label={t(text)}
                leftSection={<Icon size={20} aria-hidden />}
              />
            </li>
          ))}
        </LinkPopover>
      )}
    </nav>
  )
}
