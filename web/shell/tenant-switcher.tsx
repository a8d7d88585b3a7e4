import { NavLink, UnstyledButton, VisuallyHidden } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { LinkPopover } from '#web/components/link-popover.tsx'
import { TenantMark } from '#web/components/tenant-mark.tsx'
import classes from './header.module.css'

/** Whose record is open is always in sight; the account's other tenants are one click away. */
export function TenantSwitcher() {
  const { t } = useTranslation()
  const { tenant, otherTenants } = useSession()
  const own = (
    <>
      <TenantMark name={tenant.name} accent={tenant.branding.accent} logoUrl={tenant.branding.logoUrl} />
      <span className={classes.tenantName}>{tenant.name}</span>
    </>
  )
  if (otherTenants.length === 0) return <div className={classes.tenant}>{own}</div>
  return (
    <LinkPopover
      position="bottom-start"
      label={t('otherTenants')}
      target={(props) => (
        <UnstyledButton {...props} className={classes.tenant} data-menu>
          {own}
          <VisuallyHidden>{t('switchTenant')}</VisuallyHidden>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      )}
    >
      {otherTenants.map(({ name, accent, address }) => (
        <li key={address}>
          {/* A whole page load: nothing of this tenant stays in memory. */}
          <NavLink
            href={address}
            label={name}
            leftSection={<TenantMark name={name} accent={accent} />}
            bdrs="sm"
          />
        </li>
      ))}
    </LinkPopover>
  )
}
