import { AppShell } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import classes from './app-frame.module.css'
import { BottomBar } from './bottom-bar.tsx'
import { Header } from './header.tsx'
import { pagesOf } from './navigation.ts'
import { SideNavigation } from './side-navigation.tsx'
import { ShortcutProvider, useShortcuts } from './shortcuts.tsx'
import { StatusBars } from './status-bars.tsx'

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }))
const KeysHelp = lazy(async () => ({ default: (await import('./keys-help.tsx')).KeysHelp }))

/** What stands around every page of a signed-in person. */
export function AppFrame() {
  return (
    <ShortcutProvider>
      <Frame />
    </ShortcutProvider>
  )
}

function Frame() {
  const { t } = useTranslation()
  const pages = pagesOf(useSession())
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const main = useFocusOnNewPage()

  useHotkeys([['mod+K', () => setPalette(true)]], [])
  useShortcuts([{ key: '?', label: t('showKeys'), run: () => setKeys(true) }])

  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 192, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 56, sm: 0 } }}
      padding={0}
      classNames={{ main: classes.main }}
    >
      <a href="#main" className={classes.skip}>
        {t('skipToContent')}
      </a>
      <AppShell.Header className={classes.header}>
        <Header onSearch={() => setPalette(true)} />
      </AppShell.Header>
      <AppShell.Navbar visibleFrom="sm" p="xs" className={classes.navbar} aria-label={t('navigation')}>
        <SideNavigation pages={pages} />
      </AppShell.Navbar>
      <AppShell.Main>
        <StatusBars />
        <div id="main" ref={main} tabIndex={-1} className={classes.page}>
          <Outlet />
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={classes.footer}>
        <BottomBar pages={pages} />
      </AppShell.Footer>
      <Suspense>
        {palette && <CommandPalette onClose={() => setPalette(false)} />}
        {keys && <KeysHelp onClose={() => setKeys(false)} />}
      </Suspense>
    </AppShell>
  )
}

/** A new page is announced and read from its start, as a full page load would be. */
function useFocusOnNewPage() {
  const main = useRef<HTMLDivElement>(null)
  const { pathname } = useLocation()
  const seen = useRef(pathname)
  useEffect(() => {
    if (seen.current === pathname) return
    seen.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
