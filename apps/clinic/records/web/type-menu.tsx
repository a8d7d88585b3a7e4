import { Button, NavLink } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LinkPopover } from '#web/components/link-popover.tsx'
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
    <LinkPopover
      position="bottom-end"
      label={t('byType')}
      target={(props) => (
        <Button
          {...props}
          size="compact-sm"
          variant="subtle"
          rightSection={<IconChevronDown size={16} aria-hidden />}
        >
          {t('byType')}
        </Button>
      )}
    >
      {types.map(({ type, count }) => (
        <li key={type}>
          <NavLink
            component="button"
            type="button"
            label={type}
            rightSection={formats.number(count)}
            onClick={() => void navigate({ search: (now) => ({ ...now, type }) })}
            bdrs="sm"
          />
        </li>
      ))}
    </LinkPopover>
  )
}
