import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { readablePhone } from '#web/format/phone.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import { isUnknown } from '#web/query-client.ts'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import type { Customer } from '../customers.contract.ts'
import { AgeingBar } from './ageing-bar.tsx'
import { useArchive, useCustomer, useStatement } from './customer-queries.ts'
import { apartmentsText, Balance, CustomerMarks } from './customer-words.tsx'
import { HoldsList } from './holds-list.tsx'
import { Statement } from './statement.tsx'

const route = getRouteApi('/frame/customers/$customerId')
const CustomerSheet = lazy(async () => ({ default: (await import('./customer-sheet.tsx')).CustomerSheet }))

export function CustomerPage() {
  const { customerId } = route.useParams()
  const { data, error, refetch } = useCustomer(customerId)
  if (isUnknown(error)) return <NotFoundPage />
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  return data ? <Loaded key={data.id} customer={data} /> : <Skeleton height={240} />
}

function Loaded({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const statement = useStatement(customer.id)
  const details = [
    apartmentsText(customer),
    customer.phone && readablePhone(customer.phone),
    t('dueAfter', { count: customer.effectiveDueDays }),
    customer.promisedOn && t('promisedFor', { day: formats.day(customer.promisedOn) }),
    customer.disputed && t('disputed'),
  ]
  return (
    <Stack gap="md">
      <div>
        <PageTitle title={customer.name}>
          <Actions customer={customer} />
        </PageTitle>
        <Text c="dimmed">{details.filter(Boolean).join(' · ')}</Text>
        {customer.notes && <Text mt={4}>{customer.notes}</Text>}
      </div>
      <div>
        <Text fz={36} fw={700} lh={1.2}>
          <Balance minor={customer.balanceMinor} />
        </Text>
        <Available customer={customer} />
        <Group gap={4} mt={4}>
          <CustomerMarks customer={customer} />
        </Group>
      </div>
      {statement.data?.pages[0] && <AgeingBar ageing={statement.data.pages[0].ageing} />}
      <HoldsList customer={customer} />
      <Statement statement={statement} mayReverse={customer.can.reverse} />
    </Stack>
  )
}

function Available({ customer: { accounts, availableMinor } }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const limit = accounts[0]?.creditLimitMinor
  if (availableMinor === null || limit === null || limit === undefined) {
    return <Text c="dimmed">{t('noLimit')}</Text>
  }
  return <Text c="dimmed">{t('availableOf', { available: money(availableMinor), limit: money(limit) })}</Text>
}

function Actions({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const writable = useWritable()
  const [editing, edit] = useDisclosure()
  const [asking, ask] = useDisclosure()
  const archive = useArchive(customer.id, customer.archived)
  const mayEdit = writable && customer.can.edit
  useShortcuts(mayEdit ? [{ key: 'e', label: t('edit'), run: edit.open }] : [])
  return (
    <>
      {customer.can.sell && writable && !customer.archived && (
        <LinkButton to="/counter" search={{ customer: customer.id }}>
          {t('atCounter')}
        </LinkButton>
      )}
      {mayEdit && (
        <>
          <Button variant="default" onClick={edit.open} aria-keyshortcuts="e">
            {t('edit')}
          </Button>
          <Button variant="default" onClick={customer.archived ? () => archive.mutate() : ask.open}>
            {t(customer.archived ? 'restore' : 'archive')}
          </Button>
        </>
      )}
      {asking && (
        <ConfirmModal
          title={t('archiveTitle', { name: customer.name })}
          text={t('archiveText')}
          button={t('archive')}
          error={archive.error}
          pending={archive.isPending}
          onConfirm={() => archive.mutate(undefined, { onSuccess: ask.close })}
          onClose={ask.close}
        />
      )}
      <Suspense>{editing && <CustomerSheet customer={customer} onClose={edit.close} />}</Suspense>
    </>
  )
}
