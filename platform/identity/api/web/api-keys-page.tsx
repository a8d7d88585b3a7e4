import { Button, Text } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { EmptyState } from '#web/components/empty-state.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import type { ApiKey } from '../api-keys.contract.ts'
import { useApiKeys, useRevokeApiKey } from './api-key-queries.ts'
import { ApiKeysTable } from './api-keys-table.tsx'
import { NewApiKeySheet } from './new-api-key-sheet.tsx'

/** The programs that may come in: what each may do, until when, and when it was here last. */
export function ApiKeysPage() {
  const { t } = useTranslation('apikeys')
  const { data, error, refetch } = useApiKeys()
  const writable = useWritable()
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey>()
  useShortcuts(writable ? [{ key: 'n', label: t('make'), run: () => setMaking(true) }] : [])
  const make = (
    <Button
      leftSection={<IconKey size={20} aria-hidden />}
      disabled={!writable || !data}
      onClick={() => setMaking(true)}
      aria-keyshortcuts="n"
    >
      {t('make')}
    </Button>
  )
  return (
    <>
      <PageTitle title={t('title')}>{make}</PageTitle>
      <Text c="dimmed" mb="sm" maw={720}>
        {t('about')}
      </Text>
      {error && !data ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting height={40} lines={4} />
      ) : data.items.length === 0 ? (
        <EmptyState text={t('none')} />
      ) : (
        <ApiKeysTable keys={data.items} onRevoke={setRevoking} />
      )}
      {making && data && <NewApiKeySheet scopes={data.scopes} onClose={() => setMaking(false)} />}
      {revoking && <Revoking apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  )
}

function Revoking({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('apikeys')
  const revoke = useRevokeApiKey()
  return (
    <ConfirmModal
      title={t('revokeTitle', { name })}
      text={t('revokeText')}
      button={t('revoke')}
      error={revoke.error}
      pending={revoke.isPending}
      onConfirm={() =>
        revoke.mutate(id, {
          onSuccess: () => {
            onClose()
            notifyDone(t('revoked', { name }))
          },
        })
      }
      onClose={onClose}
    />
  )
}
