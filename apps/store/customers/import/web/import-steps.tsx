import { Alert, Button, Checkbox, Group, Progress, Stack, Text, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { LinkButton } from '#web/components/link-button.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { ImportReport } from '../import.contract.ts'
import { ColumnChoice } from './column-choice.tsx'
import { LineProblems } from './line-problems.tsx'
import { type ChosenList, type ImportState, useImport, useImportPreview } from './use-import.ts'

interface Props {
  list: ChosenList
  onChange: (list: ChosenList) => void
  onOther: () => void
}

/** What the file says and what would come of it; then the work itself, and what came of it. */
export function ImportSteps({ list, onChange, onOther }: Props) {
  const { t } = useTranslation('customerImport')
  const preview = useImportPreview(list)
  const { state, run, stop } = useImport(list)
  const other = (
    <Button variant="default" onClick={onOther}>
      {t('otherFile')}
    </Button>
  )
  if (state && (state.running || state.error || state.next !== null)) {
    return <Working state={state} onStop={stop} onGoOn={() => void run()} other={other} />
  }
  if (state) return <Done state={state} other={other} />
  if (preview.error) {
    return (
      <Stack align="start">
        <ProblemAlert error={preview.error} retry={() => void preview.refetch()} />
        {other}
      </Stack>
    )
  }
  if (!preview.data) return <Waiting height={240} />
  const report = preview.data
  return (
    <Stack gap="md" aria-busy={preview.isPlaceholderData}>
      <Group justify="space-between">
        <Text fw={600}>{list.file.name}</Text>
        {other}
      </Group>
      <ColumnChoice
        columns={report.columns}
        disabled={preview.isFetching}
        onChange={(columns) => onChange({ ...list, columns: columns.map((field) => field ?? '-').join(',') })}
      />
      <Options list={list} report={report} onChange={onChange} />
      <Summary report={report} pending={preview.isFetching} onRun={() => void run()} />
      <LineProblems problems={report.problems} count={report.problemLines} />
    </Stack>
  )
}

function Options({ list, report, onChange }: Pick<Props, 'list' | 'onChange'> & { report: ImportReport }) {
  const { t } = useTranslation('customerImport')
  const formats = useFormats()
  const hasOpening = report.columns.some(({ field }) => field === 'openingBalance')
  const mayLackZero = list.addZero || report.problems.some(({ code }) => code === 'apartment_too_short')
  return (
    <Group gap="lg" align="flex-end">
      {hasOpening && (
        <TextInput
          type="date"
          label={t('openingOn')}
          max={formats.today()}
          value={list.openingOn}
          onChange={(event) => onChange({ ...list, openingOn: event.currentTarget.value || formats.today() })}
        />
      )}
      {mayLackZero && (
        <Checkbox
          label={t('addZero')}
          checked={list.addZero}
          onChange={(event) => onChange({ ...list, addZero: event.currentTarget.checked })}
        />
      )}
    </Group>
  )
}

interface SummaryProps {
  report: ImportReport
  pending: boolean
  onRun: () => void
}

function Summary({ report, pending, onRun }: SummaryProps) {
  const { t } = useTranslation('customerImport')
  const formats = useFormats()
  const money = useMoney()
  const writable = useWritable()
  const { fresh, known, problemLines, openingMinor } = report
  const parts = [
    `${formats.number(fresh)} ${t('fresh')}`,
    openingMinor !== 0 && t('openingSum', { amount: money(openingMinor) }),
    `${formats.number(known)} ${t('known')}`,
    `${formats.number(problemLines)} ${t('wrongLines')}`,
  ]
  return (
    <Group justify="space-between" component="section" aria-label={t('summary')}>
      <Text role="status">{parts.filter(Boolean).join(' · ')}</Text>
      <Button disabled={fresh === 0 || pending || !writable} onClick={onRun}>
        {t('addThem', { count: fresh })}
      </Button>
    </Group>
  )
}

interface WorkingProps {
  state: ImportState
  onStop: () => void
  onGoOn: () => void
  other: ReactNode
}

function Working({ state, onStop, onGoOn, other }: WorkingProps) {
  const { t } = useTranslation('customerImport')
  const formats = useFormats()
  // The header is line 1.
  const seen = state.next === null ? state.lines : Math.max(0, state.next - 2)
  const share = state.lines === 0 ? 0 : Math.min(100, (seen / state.lines) * 100)
  return (
    <Stack maw={560}>
      <Progress value={share} animated={state.running} aria-label={t('progress')} />
      <Text role="status">
        {`${t('progress')}: ${formats.number(seen)} / ${formats.number(state.lines)}`}
      </Text>
      {state.error && <ProblemAlert error={state.error} />}
      <Group>
        {state.running ? (
          <Button variant="default" onClick={onStop}>
            {t('stop')}
          </Button>
        ) : (
          <>
            <Button onClick={onGoOn}>{t('goOn')}</Button>
            {other}
          </>
        )}
      </Group>
    </Stack>
  )
}

function Done({ state, other }: { state: ImportState; other: ReactNode }) {
  const { t } = useTranslation('customerImport')
  const formats = useFormats()
  const { fresh, known, problemLines } = state
  const said = {
    fresh: formats.number(fresh),
    known: formats.number(known),
    wrong: formats.number(problemLines),
  }
  return (
    <Stack>
      <Alert color="green" role="status" title={t('doneTitle')}>
        {t('doneText', said)}
      </Alert>
      <Group>
        <LinkButton to="/customers">{t('toCustomers')}</LinkButton>
        {other}
      </Group>
      <LineProblems problems={state.problems} count={problemLines} />
    </Stack>
  )
}
