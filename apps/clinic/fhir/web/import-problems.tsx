import { Code, Table, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useImportProblems } from './import-queries.ts'

/** What was refused: which file, which entry, and why. The rest of the import went on. */
export function ImportProblems({ importId, count }: { importId: string; count: number }) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  const problems = useImportProblems(importId, count)
  return (
    <section>
      <Title order={2} mb="xs">
        {t('problems', { count, shown: formats.number(count) })}
      </Title>
      {problems.error && !problems.data && (
        <ProblemAlert error={problems.error} retry={() => void problems.refetch()} />
      )}
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('where')}</Table.Th>
            <Table.Th>{t('why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.data?.pages
            .flatMap(({ items }) => items)
            .map(({ no, path, entry, type, reason }) => (
              <Table.Tr key={no}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  <Code>{path}</Code> {entry !== null && t('entry', { entry: formats.number(entry) })} {type}
                </Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      <ShowMore list={problems}>{t('showMore')}</ShowMore>
    </section>
  )
}
