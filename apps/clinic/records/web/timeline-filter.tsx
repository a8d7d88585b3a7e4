import { Button, Group } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Chart, RecordKind } from '../records.contract.ts'
import { readKinds } from './chart-search.ts'
import { kinds as kindWords } from './kinds.ts'

const route = getRouteApi('/frame/patients/$patientId')

/** One button for each kind the patient has; several may be pressed. Nothing pressed shows all. */
export function TimelineFilter({ counts }: { counts: Chart['counts'] }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const navigate = route.useNavigate()
  const chosen = readKinds(route.useSearch().kinds)
  const show = (wanted: RecordKind[]) => {
    const kinds = readKinds(wanted.join(',')).join(',')
    void navigate({
      search: ({ kinds: _, ...rest }) => ({ ...rest, ...(kinds && { kinds }) }),
      replace: true,
      resetScroll: false,
    })
  }
  const toggle = (kind: RecordKind) =>
    show(chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind])
  return (
    <Group gap={6} mb="sm" role="group" aria-label={t('filter')}>
      <Button
        size="compact-sm"
        variant={chosen.length === 0 ? 'filled' : 'default'}
        aria-pressed={chosen.length === 0}
        onClick={() => show([])}
      >
        {t('all')}
      </Button>
      {counts
        .filter(({ count }) => count > 0)
        .map(({ kind, count }) => (
          <Button
            key={kind}
            size="compact-sm"
            variant={chosen.includes(kind) ? 'filled' : 'default'}
            aria-pressed={chosen.includes(kind)}
            onClick={() => toggle(kind)}
          >
            {t('kindCount', { kind: t(kindWords[kind].text), shown: formats.number(count) })}
          </Button>
        ))}
    </Group>
  )
}
