import { Select, type SelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Static } from 'typebox'
import type { OperatorRoleName } from '../session.contract.ts'

export type Role = Static<typeof OperatorRoleName>
const roles = ['admin', 'support', 'billing', 'read_only'] as const satisfies readonly Role[]

interface Props extends Pick<SelectProps, 'label' | 'aria-label' | 'size' | 'disabled'> {
  value: Role
  onChoose: (role: Role) => void
}

/** One of the roles of an operator. */
export function RoleSelect({ onChoose, ...props }: Props) {
  const { t } = useTranslation('console')
  return (
    <Select
      {...props}
      allowDeselect={false}
      data={roles.map((value) => ({ value, label: t(value) }))}
      onChange={(value) => value && onChoose(value as Role)} // one of the list above
    />
  )
}
