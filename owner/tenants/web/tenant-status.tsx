import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const colours = { active: 'green', suspended: 'red', pending: 'yellow', closed: 'gray' } as const

export function TenantStatus({ status }: { status: keyof typeof colours }) {
  const { t } = useTranslation('console')
  return (
    <Badge variant="outline" color={colours[status]} tt="none">
      {t(status)}
    </Badge>
  )
}
