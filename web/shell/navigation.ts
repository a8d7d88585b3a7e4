import IconFileImport from '@tabler/icons-react/dist/esm/icons/IconFileImport.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'
import type { Session } from '#platform/identity/web/session-queries.ts'

/** The pages of each app, in the order of the day. A role sees those it may open. */
const pages = {
  clinic: [
    { to: '/patients', text: 'patients', icon: IconUsers, permission: 'patient.read' },
    { to: '/imports', text: 'imports', icon: IconFileImport, permission: 'record.import' },
  ],
  store: [],
} as const

export type NavigationPage = (typeof pages)[keyof typeof pages][number]

export function pagesOf({ tenant, permissions }: Session): NavigationPage[] {
  return pages[tenant.app].filter(({ permission }) => permissions.includes(permission))
}
