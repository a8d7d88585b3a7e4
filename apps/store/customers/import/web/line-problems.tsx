import { Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { LineProblem } from '../import.contract.ts'

interface Props {
  problems: LineProblem[]
  /** How many lines have any; more than are listed, sometimes. */
  count: number
}

/** Which line, which field, what stands there and what is wrong with it. */
export function LineProblems({ problems, count }: Props) {
  const { t } = useTranslation('customerImport')
  const formats = useFormats()
  if (problems.length === 0) return null
  const listed = new Set(problems.map(({ line }) => line)).size
  return (
    <Stack component="section" gap="xs">
      <Title order={2} size="h4">
        {t('wrongTitle')}
      </Title>
      <Table aria-label={t('wrongTitle')} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t('line')}</Table.Th>
            <Table.Th>{t('cell')}</Table.Th>
            <Table.Th>{t('why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.map((problem) => (
            <Table.Tr key={`${problem.line} ${problem.field} ${problem.code} ${problem.hint}`}>
              <Table.Td ta="right">{formats.number(problem.line)}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{problem.value || '–'}</Table.Td>
              <Table.Td>
                <Why problem={problem} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {listed < count && <Text c="dimmed">{t('onlyFirst', { shown: formats.number(listed) })}</Text>}
    </Stack>
  )
}

function Why({ problem: { field, code, hint } }: { problem: LineProblem }) {
  const { t } = useTranslation('customerImport')
  const key = code === 'apartment_too_short' && hint ? 'apartment_too_short_hint' : code
  const said = t(key, { hint: hint ?? '' })
  return field ? `${t(field)}: ${said}` : said
}
