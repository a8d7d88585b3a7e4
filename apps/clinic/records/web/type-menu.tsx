import { Button, Menu } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Chart } from '../records.contract.ts'

const route = getRouteApi('/frame/patients/$patientId')

/** Imported records by their FHIR type: also those that have no place of their own in a chart. */
export function TypeMenu({ types }: { types: Chart['types'] }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const navigate = route.useNavigate()
  if (types.length === 0) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" rightSection={<IconChevronDown size={16} aria-hidden />}>
          {t('byType')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="60dvh" style={{ overflowY: 'auto' }}>
        {types.map(({ type, count }) => (
          <Menu.Item
            key={type}
            rightSection={formats.number(count)}
            onClick={() => void navigate({ search: (now) => ({ ...now, type }) })}
          >
            {type}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
