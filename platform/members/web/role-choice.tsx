import { Checkbox, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRoleName } from '#platform/identity/web/use-role-name.ts'

interface Props {
  /** The roles that the caller may give. */
  assignable: readonly string[]
  value: string[]
  onChange: (roles: string[]) => void
  error?: string | undefined
}

/** Roles add up, so several may be ticked. One that the caller may not give is shown, and stays as it is. */
export function RoleChoice({ assignable, value, onChange, error }: Props) {
  const { t } = useTranslation('members')
  const roleName = useRoleName()
  const shown = [...assignable, ...value.filter((role) => !assignable.includes(role))]
  return (
    <Checkbox.Group
      label={t('roles')}
      description={t('rolesAddUp')}
      value={value}
      onChange={onChange}
      error={error}
    >
      <Stack gap={8} mt={8}>
        {shown.map((role) => (
          <Checkbox key={role} value={role} label={roleName(role)} disabled={!assignable.includes(role)} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
