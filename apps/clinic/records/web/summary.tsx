import { Skeleton, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Chart } from '../records.contract.ts'
import { Section } from './section.tsx'
import { SummaryLine } from './summary-line.tsx'
import { useStatusWord } from './use-status-word.ts'
import { VitalLine } from './vital-line.tsx'

const route = getRouteApi('/frame/patients/$patientId')

/** Problems, allergies, medications and vitals: what a doctor looks at first. */
export function Summary({ chart }: { chart: Chart | undefined }) {
  const { t } = useTranslation('records')
  const navigate = route.useNavigate()
  const formats = useFormats()
  const statusWord = useStatusWord()
  if (!chart) return <SummarySkeleton />
  const open = (record: string) => () => void navigate({ search: (now) => ({ ...now, record }) })
  const since = (date: string | null) => date && t('since', { date: formats.partial(date) })
  return (
    <>
      <Section title={t('problems')} empty={t('noProblems')}>
        {chart.problems.map(({ id, title, status, since: from }) => (
          <SummaryLine
            key={id}
            title={title}
            quiet={status === 'resolved' || status === 'inactive' || status === 'remission'}
            details={[statusWord(status), since(from)]}
            onOpen={open(id)}
          />
        ))}
      </Section>
      <Section title={t('allergies')} empty={t('noAllergies')}>
        {chart.allergies.map(({ id, title, criticality, reaction, status }) => (
          <SummaryLine
            key={id}
            title={title}
            danger
            quiet={status === 'resolved' || status === 'inactive'}
            details={[
              reaction,
              criticality === 'high' && t('highRisk'),
              status !== 'active' && statusWord(status),
            ]}
            onOpen={open(id)}
          />
        ))}
      </Section>
      <Section title={t('medications')} empty={t('noMedications')}>
        {chart.medications.map(({ id, title, dose, since: from, prescriber }) => (
          <SummaryLine key={id} title={title} details={[dose, since(from), prescriber]} onOpen={open(id)} />
        ))}
      </Section>
      <Section title={t('vitals')} empty={t('noVitals')}>
        {chart.vitals.map((vital) => (
          <VitalLine
            key={vital.code}
            vital={vital}
            onOpen={() => void navigate({ search: (now) => ({ ...now, trend: vital.code }) })}
          />
        ))}
      </Section>
      <Section title={t('lastEncounter')} empty={t('noEncounter')} counted={false}>
        {chart.lastEncounter && (
          <SummaryLine
            title={chart.lastEncounter.title}
            details={[
              chart.lastEncounter.at && formats.partial(chart.lastEncounter.at),
              chart.lastEncounter.practitioner,
            ]}
            onOpen={open(chart.lastEncounter.id)}
          />
        )}
      </Section>
    </>
  )
}

function SummarySkeleton() {
  const { t } = useTranslation()
  return (
    <Stack gap="md" mb="md" role="status" aria-label={t('loading')}>
      {[72, 48, 96, 160].map((height) => (
        <Skeleton key={height} height={height} />
      ))}
    </Stack>
  )
}
