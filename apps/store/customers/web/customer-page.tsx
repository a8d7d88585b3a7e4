import { Anchor, Group, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs'
import IconCalendarDue from '@tabler/icons-react/dist/esm/icons/IconCalendarDue.mjs'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import { type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { readablePhone } from '#web/format/phone.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { isUnknown } from '#web/query-client.ts'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import type { Customer } from '../customers.contract.ts'
import { AccountChoice } from './account-choice.tsx'
import { AgeingBar } from './ageing-bar.tsx'
import { useStatement } from './account-queries.ts'
import { CustomerActions } from './customer-actions.tsx'
import { useCustomer } from './customer-queries.ts'
import { apartmentsText, Balance, CustomerMarks } from './customer-words.tsx'
import { HoldsList } from './holds-list.tsx'
import { StandingAlerts } from './standing-alerts.tsx'
import { Statement } from './statement.tsx'

const CustomerFiles = lazyPart(() => import('#apps/store/files/web/customer-files.tsx'), 'CustomerFiles')
const route = getRouteApi('/frame/customers/$customerId')

export function CustomerPage() {
  const { customerId } = route.useParams()
  const { data, error, refetch } = useCustomer(customerId)
  if (isUnknown(error)) return <NotFoundPage />
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  return data ? <Loaded key={data.id} customer={data} /> : <Waiting height={240} />
}

function Loaded({ customer }: { customer: Customer }) {
  const shop = useSession().tenant
  const [currency, setCurrency] = useState(shop.currency)
  const account = customer.accounts.find((each) => each.currency === currency)
  const statement = useStatement(customer.id, currency)
  return (
    <Stack gap="md">
      <div>
        <PageTitle title={customer.name}>
          <CustomerActions customer={customer} currency={currency} />
        </PageTitle>
        <Details customer={customer} />
        <ConsentLine customer={customer} />
        {customer.notes && <Text mt={4}>{customer.notes}</Text>}
      </div>
      <div>
        <Text fz={36} fw={700} lh={1.2}>
          <Balance minor={account?.balanceMinor ?? 0} currency={currency} />
        </Text>
        <Available account={account} />
        <Group gap={4} mt={4}>
          <CustomerMarks customer={customer} />
        </Group>
      </div>
      <StandingAlerts customer={customer} />
      <AccountChoice accounts={customer.accounts} currency={currency} onChoose={setCurrency} />
      {statement.data?.pages[0] && <AgeingBar ageing={statement.data.pages[0].ageing} currency={currency} />}
      <HoldsList customer={customer} />
      <Statement statement={statement} currency={currency} mayReverse={customer.can.reverse} />
      <Suspense>
        <CustomerFiles customerId={customer.id} />
      </Suspense>
    </Stack>
  )
}

/** Where he lives, how he is called, and how long he has to pay. */
function Details({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const { phone, apartments, effectiveDueDays } = customer
  return (
    <Group gap="4px 16px" c="dimmed">
      {apartments.length > 0 && (
        <Detail icon={<IconBuilding size={16} aria-hidden />}>{apartmentsText(customer)}</Detail>
      )}
      {phone && (
        <Detail icon={<IconPhone size={16} aria-hidden />}>
          <Anchor href={`tel:${phone}`} c="inherit">
            {readablePhone(phone)}
          </Anchor>
        </Detail>
      )}
      <Detail icon={<IconCalendarDue size={16} aria-hidden />}>
        {t('dueAfter', { count: effectiveDueDays })}
      </Detail>
    </Group>
  )
}

function Detail({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <Group gap={6} wrap="nowrap">
      {icon}
      <Text span>{children}</Text>
    </Group>
  )
}

/** May reminders be sent, and since when by whose word. */
function ConsentLine({ customer: { consent, consentAt, consentSource } }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const parts = [
    `${t('consent')}: ${t(consentTexts[consent])}`,
    consentAt && formats.moment(consentAt),
    consentSource && t(sourceTexts[consentSource as keyof typeof sourceTexts] ?? 'sourceOther'),
  ]
  return <Text c="dimmed">{parts.filter(Boolean).join(' · ')}</Text>
}

const consentTexts = {
  unknown: 'consentUnknown',
  given: 'consentGiven',
  withdrawn: 'consentWithdrawn',
} as const

const sourceTexts = { shop: 'sourceShop', import: 'sourceImport', whatsapp: 'sourceMessage' } as const

function Available({ account }: { account: Customer['accounts'][number] | undefined }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  if (!account || account.availableMinor === null || account.creditLimitMinor === null) {
    return <Text c="dimmed">{t('noLimit')}</Text>
  }
  const { availableMinor, creditLimitMinor, currency } = account
  const [available, limit] = [money(availableMinor, currency), money(creditLimitMinor, currency)]
  return <Text c="dimmed">{t('availableOf', { available, limit })}</Text>
}
