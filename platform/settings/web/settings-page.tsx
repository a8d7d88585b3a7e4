import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '#platform/identity/web/session-queries.ts'
import { LinkButton } from '#web/components/link-button.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { BrandingTab } from './branding-tab.tsx'
import { NumberingTab } from './numbering-tab.tsx'
import { OfficesTab } from './offices-tab.tsx'
import { ProfileTab } from './profile-tab.tsx'
import { RegionTab } from './region-tab.tsx'
import { SecurityTab } from './security-tab.tsx'
import { type SettingsTab, settingsTabs } from './settings-search.ts'
import classes from './settings.module.css'

const route = getRouteApi('/frame/settings')

const parts = {
  profile: ProfileTab,
  offices: OfficesTab,
  branding: BrandingTab,
  region: RegionTab,
  numbering: NumberingTab,
  security: SecurityTab,
} as const satisfies Record<SettingsTab, unknown>

/** On a phone the tabs are wider than the screen. */
const bringIntoSight = (chosen: HTMLElement | null) =>
  chosen?.scrollIntoView({ inline: 'center', block: 'nearest' })

/** How the clinic or shop is called, where it works, how it looks, counts and is kept safe. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const { tab = 'profile' } = route.useSearch()
  const navigate = route.useNavigate()
  // How a shop gives credit and counts apartments is a page of its own.
  const mayChangeShop = useMay('shop.write')
  const Part = parts[tab]
  return (
    <>
      <PageTitle title={t('title')}>
        {mayChangeShop && (
          <LinkButton to="/shop" variant="default">
            {t('shopRules')}
          </LinkButton>
        )}
      </PageTitle>
      <Tabs
        value={tab}
        onChange={(chosen) => void navigate({ search: { tab: chosen as SettingsTab } })} // one of the tabs below
        keepMounted={false}
      >
        <Tabs.List mb="md" className={classes.tabs} aria-label={t('title')}>
          {settingsTabs.map((each) => (
            <Tabs.Tab key={each} value={each} ref={each === tab ? bringIntoSight : null}>
              {t(each)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes.panel}>
          <Part />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
