import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRoleName } from '#platform/identity/web/use-role-name.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useRoles } from './member-queries.ts'
import classes from './members-table.module.css'
import { usePermissionName } from './use-permission-name.ts'

/** What may a receptionist do? Written from the role table that the server itself goes by. */
export function RolesSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('members')
  const roleName = useRoleName()
  const permissionName = usePermissionName()
  const { data, error, refetch } = useRoles()
  return (
    <SideSheet opened title={t('whatRolesMay')} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('rolesAddUp')}
        </Text>
        {error && <ProblemAlert error={error} retry={() => void refetch()} />}
        {!data && !error && <Waiting height={200} />}
        {data?.items.map(({ role, permissions }) => (
          <section key={role} aria-labelledby={`role-${role}`}>
            <Title order={3} id={`role-${role}`}>
              {roleName(role)}
            </Title>
            {permissions.length === 0 ? (
              <Text c="dimmed">{t('mayNothing')}</Text>
            ) : (
              <ul className={classes.permissions}>
                {permissions.map((permission) => (
                  <li key={permission}>{permissionName(permission)}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </Stack>
    </SideSheet>
  )
}
