import { Alert, Button, Group, Text } from '@mantine/core'
import IconCalendarCheck from '@tabler/icons-react/dist/esm/icons/IconCalendarCheck.mjs'
import IconScale from '@tabler/icons-react/dist/esm/icons/IconScale.mjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { Customer, CustomerChange } from '../customers.contract.ts'
import { useChangeCustomer } from './customer-queries.ts'

/** Why a customer is not reminded at present, and the way to end it. */
export function StandingAlerts({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const { dispute, promisedOn, overdueMinor, version } = customer
  const change = useChangeCustomer(customer.id)
  const ending = (label: string, ended: CustomerChange) => ({
    label,
    pending: change.isPending,
    run: customer.can.edit ? () => change.mutate({ version, change: ended }) : undefined,
  })
  const isOver = promisedOn !== null && promisedOn < formats.today()
  return (
    <>
      {change.error && <ProblemAlert error={change.error} />}
      {dispute && (
        <Standing
          color="red"
          icon={<IconScale size={20} aria-hidden />}
          title={t('disputedSince', { day: formats.day(dispute.on) })}
          end={ending(t('setSettled'), { dispute: null })}
        >
          <bdi>{dispute.reason ?? t('withoutReason')}</bdi>
          <Text span display="block" size="sm" c="dimmed">
            {t('disputeHint')}
          </Text>
        </Standing>
      )}
      {promisedOn && (
        <Standing
          color={isOver ? 'orange' : 'blue'}
          icon={<IconCalendarCheck size={20} aria-hidden />}
          title={t(isOver && overdueMinor > 0 ? 'promiseBroken' : 'promisedBy', {
            day: formats.day(promisedOn),
          })}
          end={ending(t('removePromise'), { promisedOn: null })}
        >
          {t(isOver ? 'promiseOver' : 'promiseHint')}
        </Standing>
      )}
    </>
  )
}

interface StandingProps {
  color: string
  icon: ReactNode
  title: string
  end: { label: string; pending: boolean; run: (() => void) | undefined }
  children: ReactNode
}

function Standing({ color, icon, title, end, children }: StandingProps) {
  const writable = useWritable()
  return (
    <Alert color={color} variant="light" icon={icon} title={title} maw={720}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{children}</Text>
        {writable && end.run && (
          <Button size="compact-sm" variant="default" loading={end.pending} onClick={end.run}>
            {end.label}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
