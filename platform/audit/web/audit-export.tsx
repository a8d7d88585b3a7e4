import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { exportAuditChain, exportAuditEvents } from '../audit.contract.ts'
import type { AuditQuery } from './audit-queries.ts'

/** What is shown as a file, or all of it with its seals. The browser saves them: nothing of it is kept in the page. */
export function AuditExport({ query }: { query: AuditQuery }) {
  const { t } = useTranslation('audit')
  const shown = (format: 'csv' | 'fhir' | 'bundle') =>
    call.url(exportAuditEvents, { query: { format, ...query } })
  return (
    <>
      <Downloads
        title={t('downloadShown')}
        files={[
          { href: shown('csv'), words: t('asTable') },
          { href: shown('fhir'), words: t('asFhirLines') },
          { href: shown('bundle'), words: t('asFhirBundle') },
        ]}
      />
      <Downloads
        title={t('downloadAll')}
        files={[{ href: call.url(exportAuditChain, {}), words: t('asChain') }]}
      />
    </>
  )
}

function Downloads({ title, files }: { title: string; files: { href: string; words: string }[] }) {
  return (
    <Group gap="xs" mb="xs" role="group" aria-label={title}>
      <Text size="sm">{title}</Text>
      {files.map(({ href, words }) => (
        <Button key={words} component="a" href={href} download size="xs" variant="default">
          {words}
        </Button>
      ))}
    </Group>
  )
}
