import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '#owner/operators/web/session-queries.ts'
import { call } from '#web/call.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { dropDeadLetter, listDeadLetters, retryDeadLetter } from '../jobs.contract.ts'

interface Letter {
  id: string
  tenantId: string | null
  name: string
}

/** Jobs that were given up: tried once more, or taken away. */
export function DeadLettersPage() {
  const { t } = useTranslation(['console', 'shell'])
  const mayManage = useMay('job.manage')
  const queries = useQueryClient()
  const [dropping, setDropping] = useState<Letter>()
  const letters = useQuery({
    queryKey: ['dead letters'],
    queryFn: ({ signal }) => call(listDeadLetters, {}, { signal }),
  })
  const again = () => queries.invalidateQueries({ queryKey: ['dead letters'] })
  const retry = useMutation({
    mutationFn: ({ id, tenantId }: Letter) =>
      call(retryDeadLetter, { params: { jobId: id }, body: { tenantId } }),
    onSuccess: () => notifyDone(t('retried')),
    // Refused it was somebody else's before: the list is older than that.
    onSettled: again,
  })
  const drop = useMutation({
    mutationFn: ({ id, tenantId }: Letter) =>
      call(dropDeadLetter, { params: { jobId: id }, body: { tenantId } }),
    onSuccess: () => setDropping(undefined),
    onSettled: again,
  })
  return (
    <>
      <ConsoleTitle title={t('deadLetters')} />
      {retry.error && <ProblemAlert error={retry.error} />}
      <Rows
        label={t('deadLetters')}
        query={{ ...letters, data: letters.data?.items }}
        keyOf={({ id }) => id}
        empty={t('noDeadLetters')}
        columns={[
          { label: t('job'), cell: ({ name }) => name },
          { label: t('tenant'), cell: ({ tenantName }) => tenantName ?? t('platform') },
          { label: t('why'), cell: ({ reason }) => reason },
          { label: t('attempts'), cell: ({ attempts }) => attempts },
          { label: t('failedAt'), cell: ({ failedAt }) => <ConsoleMoment at={failedAt} /> },
          ...(mayManage
            ? [
                {
                  label: t('shell:actions'),
                  cell: (letter: Letter) => (
                    <Group gap={4} wrap="nowrap" justify="flex-end">
                      <Button
                        size="compact-sm"
                        variant="default"
                        loading={retry.isPending && retry.variables?.id === letter.id}
                        onClick={() => retry.mutate(letter)}
                      >
                        {t('retryJob')}
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        onClick={() => setDropping(letter)}
                      >
                        {t('drop')}
                      </Button>
                    </Group>
                  ),
                },
              ]
            : []),
        ]}
      />
      {dropping && (
        <ConfirmModal
          title={t('dropTitle', { name: dropping.name })}
          text={t('dropText')}
          button={t('drop')}
          error={drop.error}
          pending={drop.isPending}
          onConfirm={() => drop.mutate(dropping)}
          onClose={() => setDropping(undefined)}
        />
      )}
    </>
  )
}
