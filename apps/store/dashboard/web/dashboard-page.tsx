import { Alert, Paper, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AgeingBar } from '#apps/store/customers/web/ageing-bar.tsx'
import { useCurrencies } from '#apps/store/customers/web/use-currencies.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import type { Dashboard } from '../dashboard.contract.ts'
import classes from './dashboard.module.css'
import { useDashboard } from './dashboard-queries.ts'
import { TopDebtors } from './top-debtors.tsx'

const DaysChart = lazyPart(() => import('./days-chart.tsx'), 'DaysChart')

/** How the shop stands now. It follows by itself what is posted anywhere. */
export function DashboardPage() {
  const { t } = useTranslation('dashboard')
  const [chosen, setChosen] = useState<string>()
  const { data, error, refetch } = useDashboard(chosen)
  const known = [
    ...useCurrencies(),
    ...(data ? [data.currency, ...data.others.map(({ currency }) => currency)] : []),
  ]
  const currencies = [...new Set(known)]
  return (
    <>
      <PageTitle title={t('title')}>
        {data && currencies.length > 1 && (
          <SegmentedControl
            aria-label={t('currency')}
            value={data.currency}
            onChange={setChosen}
            data={currencies}
          />
        )}
      </PageTitle>
      {error && !data && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting height={96} lines={4} />}
      {data && <Loaded dashboard={data} />}
    </>
  )
}

function Loaded({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation('dashboard')
  const money = useMoney()
  const { currency: shown, ageing, days, topDebtors, others } = dashboard
  const isNew = topDebtors.length === 0 && days.every((day) => !day.purchasesMinor && !day.paymentsMinor)
  return (
    <Stack gap="lg">
      <Figures dashboard={dashboard} />
      {others.map(({ currency, outstandingMinor }) => (
        <Alert key={currency} color="gray">
          {t('owedToo', { amount: money(outstandingMinor, currency) })}
        </Alert>
      ))}
      {isNew ? (
        <EmptyState text={t('nothingYet')} />
      ) : (
        <>
          <Part title={t('byAge')}>
            <AgeingBar ageing={ageing} currency={shown} />
          </Part>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Part title={t('lastDays')}>
              <Suspense fallback={<Waiting height={240} />}>
                <DaysChart days={days} currency={shown} />
              </Suspense>
            </Part>
            <Part title={t('topDebtors')}>
              <TopDebtors topDebtors={topDebtors} currency={shown} />
            </Part>
          </SimpleGrid>
        </>
      )}
    </Stack>
  )
}

function Figures({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation('dashboard')
  const formats = useFormats()
  const money = useMoney()
  const figures = [
    {
      name: t('outstanding'),
      minor: dashboard.outstandingMinor,
      hint: t('owing', { count: dashboard.customersOwing }),
    },
    { name: t('dueThisWeek'), minor: dashboard.dueThisWeekMinor, hint: t('throughSixDays') },
    {
      name: t('overdue'),
      minor: dashboard.overdueMinor,
      hint: t('late', { count: dashboard.customersOverdue }),
    },
    {
      name: t('purchasesToday'),
      minor: dashboard.purchasesTodayMinor,
      hint: formats.day(dashboard.today),
    },
    { name: t('paymentsToday'), minor: dashboard.paymentsTodayMinor, hint: formats.day(dashboard.today) },
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, minor, hint }) => (
        <Paper key={name} className={classes.figure} withBorder p="sm">
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" fz={22} fw={700} lh={1.3} m={0}>
            {money(minor, dashboard.currency)}
          </Text>
          <Text component="dd" size="sm" c="dimmed" m={0}>
            {hint}
          </Text>
        </Paper>
      ))}
    </dl>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </section>
  )
}
