import { Alert, Button, Code, Collapse, Group, List, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { Moment } from '#web/components/moment.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { Verification } from '../audit.contract.ts'
import { AuditExport } from './audit-export.tsx'
import { type AuditQuery, useVerification, useVerifyNow } from './audit-queries.ts'

/** Up to when it is sealed, whether all is as it was, and the files with which anybody can find out for himself. */
export function AuditProof({ query }: { query: AuditQuery }) {
  const { t } = useTranslation('audit')
  const { data, error, refetch } = useVerification()
  const verifyNow = useVerifyNow()
  const [open, { toggle }] = useDisclosure()
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (!data) return <Waiting height={64} />
  const { chains, publicKey } = data
  const verifiedAt = chains[0]?.verdict?.verifiedAt ?? null
  // Asked for, and what is shown is still what was found before.
  const isAwaited = verifyNow.isSuccess && verifyNow.variables === verifiedAt
  return (
    <Stack gap="xs" my="sm" align="flex-start">
      <SealedUntil chains={chains} />
      <LastVerdict chains={chains} />
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          loading={verifyNow.isPending || isAwaited}
          onClick={() => verifyNow.mutate(verifiedAt)}
        >
          {t('verify')}
        </Button>
        <Button size="xs" variant="subtle" aria-expanded={open} onClick={toggle}>
          {t('proof')}
        </Button>
      </Group>
      <div role="status">{isAwaited && <Text size="sm">{t('verifying')}</Text>}</div>
      {verifyNow.error && <ProblemAlert error={verifyNow.error} />}
      <Collapse expanded={open}>
        <AuditExport query={query} />
        <Text size="sm">{t('publicKey')}</Text>
        <Group gap="xs" wrap="nowrap">
          <Code>{publicKey}</Code>
          <CopyText text={publicKey} label={t('copyKey')} />
        </Group>
      </Collapse>
    </Stack>
  )
}

type Chains = Verification['chains']

function SealedUntil({ chains }: { chains: Chains }) {
  const { t } = useTranslation('audit')
  const sealed = chains.map(({ sealedAt }) => sealedAt).filter((at) => at !== null)
  // The data's and the members' chains are sealed apart: what holds for both is the earlier.
  const [earliest] = sealed.toSorted()
  return (
    <Text size="sm">
      {earliest ? (
        <>
          {t('sealedUntil')} <Moment at={earliest} />
        </>
      ) : (
        t('notSealed')
      )}
    </Text>
  )
}

function LastVerdict({ chains }: { chains: Chains }) {
  const { t } = useTranslation('audit')
  const { moment } = useFormats()
  const verdicts = chains.flatMap(({ source, verdict }) => (verdict ? [{ source, ...verdict }] : []))
  const [first] = verdicts
  if (!first) return <Text size="sm">{t('neverVerified')}</Text>
  const faults = verdicts.flatMap(({ source, faults: own }) => own.map((fault) => ({ source, ...fault })))
  if (faults.length === 0) {
    const count = verdicts.reduce((sum, { sealed }) => sum + sealed, 0)
    return <Text size="sm">{t('intact', { count, when: moment(first.verifiedAt) })}</Text>
  }
  return (
    <Alert color="red" title={t('changedTitle')}>
      <List size="sm">
        {faults.map(({ source, sentence }) => (
          <List.Item key={`${source} ${sentence}`}>
            {t(source === 'data' ? 'ofData' : 'ofControl')}: {sentence}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
