import { useHotkeys } from '@mantine/hooks'
import { Outlet, useLocation } from '@tanstack/react-router'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { NoticePlace } from '#web/components/notify.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import classes from './app-frame.module.css'
import { BottomBar } from './bottom-bar.tsx'
import { Header } from './header.tsx'
import { pagesOf } from './navigation.ts'
import { SessionWatch } from './session-watch.tsx'
import { SideNavigation } from './side-navigation.tsx'
import { ShortcutProvider, useShortcuts } from './shortcuts.tsx'
import { StatusBars } from './status-bars.tsx'

const CommandPalette = lazyPart(() => import('./command-palette.tsx'), 'CommandPalette', { place: 'sheet' })
const LiveUpdates = lazyPart(() => import('#web/live/live-updates.tsx'), 'LiveUpdates', { place: 'quiet' })
const DarkHours = lazyPart(() => import('#apps/store/settings/web/dark-hours.tsx'), 'DarkHours', {
  place: 'quiet',
})
const KeysHelp = lazyPart(() => import('./keys-help.tsx'), 'KeysHelp', { place: 'sheet' })

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
  const session = useSession()
  const pages = pagesOf(session)
  const isPhone = useIsPhone()
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const main = useFocusOnNewPage()

  // Ctrl K is answered at once.
  useEffect(() => void CommandPalette.preload(), [])
  useHotkeys([['mod+K', () => setPalette(true)]], [])
  useShortcuts([{ key: '?', label: t('showKeys'), run: () => setKeys(true) }])

  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t('skipToContent')}
      </a>
      <header className={classes.header}>
        <Header onSearch={() => setPalette(true)} />
      </header>
      {!isPhone && (
        <nav className={classes.navigation} aria-label={t('navigation')}>
          <SideNavigation pages={pages} />
        </nav>
      )}
      <main className={classes.main}>
        <StatusBars />
        <div id="main" ref={main} tabIndex={-1} className={classes.page}>
          <Outlet />
        </div>
      </main>
      {isPhone && <BottomBar pages={pages} />}
      <Suspense>
        {palette && <CommandPalette onClose={() => setPalette(false)} />}
        {keys && <KeysHelp onClose={() => setKeys(false)} />}
      </Suspense>
      <Suspense>
        <LiveUpdates />
        {session.tenant.app === 'store' && <DarkHours />}
      </Suspense>
      <NoticePlace />
      <SessionWatch />
    </div>
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
