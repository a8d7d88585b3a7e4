import IconCashRegister from '@tabler/icons-react/dist/esm/icons/IconCashRegister.mjs'
import IconCalculator from '@tabler/icons-react/dist/esm/icons/IconCalculator.mjs'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconChartBar from '@tabler/icons-react/dist/esm/icons/IconChartBar.mjs'
import IconFileImport from '@tabler/icons-react/dist/esm/icons/IconFileImport.mjs'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import IconStethoscope from '@tabler/icons-react/dist/esm/icons/IconStethoscope.mjs'
import IconListSearch from '@tabler/icons-react/dist/esm/icons/IconListSearch.mjs'
import IconMessages from '@tabler/icons-react/dist/esm/icons/IconMessages.mjs'
import IconMailOff from '@tabler/icons-react/dist/esm/icons/IconMailOff.mjs'
import IconAddressBook from '@tabler/icons-react/dist/esm/icons/IconAddressBook.mjs'
import IconBuildingSkyscraper from '@tabler/icons-react/dist/esm/icons/IconBuildingSkyscraper.mjs'
import IconBuildingStore from '@tabler/icons-react/dist/esm/icons/IconBuildingStore.mjs'
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs'
import IconReport from '@tabler/icons-react/dist/esm/icons/IconReport.mjs'
import IconUserCog from '@tabler/icons-react/dist/esm/icons/IconUserCog.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import type { Session } from '#platform/identity/web/session-queries.ts'

/** What every app has. */
const platformPages = [
  { to: '/messages', text: 'messages', icon: IconMessages, permission: 'message.read' },
  { to: '/members', text: 'members', icon: IconUserCog, permission: 'member.read' },
  { to: '/api-keys', text: 'apiKeys', icon: IconKey, permission: 'apikey.manage' },
  { to: '/settings', text: 'settings', icon: IconSettings, permission: 'settings.read' },
  { to: '/audit', text: 'audit', icon: IconListSearch, permission: 'audit.read' },
  { to: '/outbox', text: 'unsentMails', icon: IconMailOff, permission: 'mail.read' },
] as const

/** The pages of each app, in the order of the day. A role sees those it may open. */
const pages = {
  clinic: [
    { to: '/patients', text: 'patients', icon: IconUsers, permission: 'patient.read' },
    { to: '/practitioners', text: 'practitioners', icon: IconStethoscope, permission: 'practitioner.read' },
    { to: '/imports', text: 'imports', icon: IconFileImport, permission: 'record.import' },
    ...platformPages,
  ],
  store: [
    { to: '/counter', text: 'counter', icon: IconCalculator, permission: 'sale.write' },
    { to: '/dashboard', text: 'dashboard', icon: IconChartBar, permission: 'report.read' },
    { to: '/customers', text: 'customers', icon: IconAddressBook, permission: 'customer.read' },
    { to: '/apartments', text: 'apartments', icon: IconBuildingSkyscraper, permission: 'customer.read' },
    { to: '/claims', text: 'claims', icon: IconCashRegister, permission: 'customer.read' },
    { to: '/reminders', text: 'reminders', icon: IconBellRinging, permission: 'message.send' },
    { to: '/reports', text: 'reports', icon: IconReport, permission: 'report.read' },
    { to: '/shop', text: 'shop', icon: IconBuildingStore, permission: 'shop.write' },
    ...platformPages,
  ],
} as const

export type NavigationPage = (typeof pages)[keyof typeof pages][number]

export function pagesOf({ tenant, permissions }: Session): NavigationPage[] {
  return pages[tenant.app].filter(
    // Unsent mails are shown in demonstrations alone.
    ({ to, permission }) => permissions.includes(permission) && (tenant.demo || to !== '/outbox'),
  )
}
