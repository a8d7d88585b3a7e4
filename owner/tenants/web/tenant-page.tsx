import { Alert, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '#owner/operators/web/session-queries.ts'
import { call } from '#web/call.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useAddressPart } from '#web/console/console-address.ts'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { getTenant, resumeTenant, suspendTenant } from '../tenants.contract.ts'
import { TenantStatus } from './tenant-status.tsx'

/** One clinic or shop as the platform knows it: nothing of its own rows. */
export function TenantPage() {
  const { t } = useTranslation('console')
  const tenantId = useAddressPart('tenantId')
  const mayChange = useMay('tenant.suspend')
  const [asking, setAsking] = useState<'suspend' | 'resume'>()
  const tenant = useQuery({
    queryKey: ['tenant', tenantId],
    queryFn: ({ signal }) => call(getTenant, { params: { tenantId } }, { signal }),
    // What was asked for is done by another process a moment later.
    refetchInterval: ({ state }) => (state.data?.pending ? 1_000 : false),
  })
  const { data } = tenant
  if (tenant.error) return <ProblemAlert error={tenant.error} retry={() => void tenant.refetch()} />
  if (!data) return <Waiting height={300} />
  const act = data.status === 'suspended' ? 'resume' : 'suspend'
  const facts = [
    [t('address'), `${data.app}/${data.slug}`],
    [t('plan'), data.plan],
    [
      t('placement'),
      data.database ? `${t(data.placement)}, ${data.database.server}/${data.database.name}` : '–',
    ],
    [t('domains'), data.domains.map(({ host }) => host).join(', ') || '–'],
  ]
  return (
    <Stack gap="md">
      <div>
        <ConsoleTitle title={data.name}>
          <TenantStatus status={data.status} />
          {mayChange && (data.status === 'active' || data.status === 'suspended') && (
            <Button variant="default" loading={data.pending !== null} onClick={() => setAsking(act)}>
              {t(act)}
            </Button>
          )}
        </ConsoleTitle>
        {data.statusReason && (
          <Alert color="yellow" mb="sm">
            {data.statusReason}
          </Alert>
        )}
        {data.database?.failure && <Alert color="red">{data.database.failure}</Alert>}
        {facts.map(([name, value]) => (
          <Group key={name} gap="xs">
            <Text size="sm" c="dimmed" w={120}>
              {name}
            </Text>
            <Text size="sm">{value}</Text>
          </Group>
        ))}
      </div>
      <section>
        <Title order={2}>{t('people')}</Title>
        <Rows
          label={t('people')}
          query={{ ...tenant, data: data.people }}
          keyOf={({ id }) => id}
          empty={t('noPeople')}
          columns={[
            { label: t('name'), cell: ({ name }) => name },
            { label: t('roles'), cell: ({ roles }) => roles.join(', ') },
          ]}
        />
      </section>
      <section>
        <Title order={2}>{t('operatorActions')}</Title>
        <Rows
          label={t('operatorActions')}
          query={{ ...tenant, data: data.actions }}
          keyOf={({ id }) => id}
          empty={t('noActions')}
          columns={[
            { label: t('action'), cell: ({ action }) => action },
            { label: t('operator'), cell: ({ operator }) => operator ?? '–' },
            { label: t('when'), cell: ({ at }) => <ConsoleMoment at={at} /> },
          ]}
        />
      </section>
      {asking && (
        <StatusModal tenantId={tenantId} name={data.name} act={asking} onClose={() => setAsking(undefined)} />
      )}
    </Stack>
  )
}

interface StatusModalProps {
  tenantId: string
  name: string
  act: 'suspend' | 'resume'
  onClose: () => void
}

function StatusModal({ tenantId, name, act, onClose }: StatusModalProps) {
  const { t } = useTranslation('console')
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: () =>
      call(act === 'suspend' ? suspendTenant : resumeTenant, { params: { tenantId }, body: { reason } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['tenant', tenantId] })
      onClose()
    },
  })
  return (
    <ConfirmModal
      title={act === 'suspend' ? t('suspendTitle', { name }) : t('resumeTitle', { name })}
      text={act === 'suspend' ? t('suspendText') : t('resumeText')}
      button={t(act)}
      error={change.error}
      pending={change.isPending}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t('reason')}
        required
        minLength={3}
        maxLength={500}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}
