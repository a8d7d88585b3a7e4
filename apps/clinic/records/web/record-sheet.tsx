import { NativeSelect, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { factNames, RecordDetail } from '../records.contract.ts'
import { kinds } from './kinds.ts'
import { useRecord } from './record-queries.ts'
import classes from './record-sheet.module.css'
import { useStatusWord } from './use-status-word.ts'
import { ValuesTable } from './values-table.tsx'

interface Props {
  patientId: string
  recordId: string
  onOpen: (recordId: string) => void
  onClose: () => void
}

/** One record: what it says in words, and the original as it was imported. */
export function RecordSheet({ patientId, recordId, onOpen, onClose }: Props) {
  const { t } = useTranslation('records')
  const [version, setVersion] = useState<number>()
  const { data, error, refetch } = useRecord(patientId, recordId, version)
  return (
    <SideSheet opened size={640} title={data ? data.title : t('record')} onClose={onClose}>
      {error ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : data ? (
        <Stack gap="md">
          <Facts record={data} />
          {data.values.length > 0 && <ValuesTable values={data.values} onOpen={onOpen} />}
          {data.versions.length > 1 && <Versions record={data} onChoose={(chosen) => setVersion(chosen)} />}
          {data.original && <Original original={data.original} />}
        </Stack>
      ) : (
        <Waiting height={320} />
      )}
    </SideSheet>
  )
}

function Facts({ record }: { record: RecordDetail }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const statusWord = useStatusWord()
  const { kind, type, at, until, facts } = record
  const when = (date: string) => (date.includes('T') ? formats.moment(date) : formats.partial(date))
  const rows = [
    [t('kind'), t('kindAndType', { kind: t(kinds[kind].text), type })],
    [t('when'), at && when(at)],
    [t('end'), until && until !== at && when(until)],
    ...facts.map(({ name, value }) => [t(factText(name)), name === 'status' ? statusWord(value) : value]),
  ].filter(([, value]) => value)
  return (
    <Table withRowBorders={false} verticalSpacing={4} className={classes.facts}>
      <Table.Tbody>
        {rows.map(([name, value], index) => (
          <Table.Tr key={`${index} ${name}`}>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Versions({ record, onChoose }: { record: RecordDetail; onChoose: (version: number) => void }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  return (
    <NativeSelect
      label={t('version')}
      value={String(record.version)}
      onChange={(event) => onChoose(Number(event.currentTarget.value))}
      data={record.versions.map(({ version, at }) => ({
        value: String(version),
        label: t('versionOf', { version, date: formats.moment(at) }),
      }))}
    />
  )
}

function Original({ original }: { original: string }) {
  const { t } = useTranslation('records')
  const pretty = JSON.stringify(JSON.parse(original), null, 2)
  return (
    <section>
      <div className={classes.head}>
        <Text fw={600}>{t('original')}</Text>
        <CopyText text={pretty} label={t('copyOriginal')} />
      </div>
      {/* A region that scrolls has to be reachable by keyboard. */}
      <pre className={classes.json} tabIndex={0} aria-label={t('original')}>
        {pretty}
      </pre>
    </section>
  )
}

const factTexts = {
  status: 'factStatus',
  code: 'factCode',
  category: 'factCategory',
  value: 'factValue',
  range: 'factRange',
  interpretation: 'factInterpretation',
  verification: 'factVerification',
  severity: 'factSeverity',
  criticality: 'factCriticality',
  reaction: 'factReaction',
  dose: 'factDose',
  reason: 'factReason',
  practitioner: 'factPractitioner',
  organization: 'factOrganization',
  site: 'factSite',
  lot: 'factLot',
  conclusion: 'factConclusion',
  note: 'factNote',
  recorded: 'factRecorded',
} as const satisfies Record<(typeof factNames)[number], string>

function factText(name: (typeof factNames)[number]) {
  return factTexts[name]
}
