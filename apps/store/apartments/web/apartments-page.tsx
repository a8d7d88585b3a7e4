import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useMoney } from '#web/format/use-money.ts'
import { useTowers } from './apartment-queries.ts'
import classes from './apartments.module.css'
import { TowerGrid } from './tower-grid.tsx'

const route = getRouteApi('/frame/apartments')

/** Where customers live and what is owed there: the towers, and one tower floor by floor. */
export function ApartmentsPage() {
  const { t } = useTranslation('apartments')
  const { tower } = route.useSearch()
  if (tower === undefined) {
    return (
      <>
        <PageTitle title={t('title')} />
        <Towers />
      </>
    )
  }
  return (
    <>
      <PageTitle title={t('tower', { tower })}>
        <LinkButton to="/apartments" variant="default">
          {t('allTowers')}
        </LinkButton>
        <LinkButton to="/customers" search={{ sort: 'place', tower }} variant="default">
          {t('asList')}
        </LinkButton>
      </PageTitle>
      <TowerGrid key={tower} tower={tower} />
    </>
  )
}

function Towers() {
  const { t } = useTranslation('apartments')
  const money = useMoney()
  const { data, error, refetch } = useTowers()
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (!data) return <Waiting height={240} />
  if (data.items.length === 0) return <EmptyState text={t('nobody')} />
  return (
    <ul className={classes.towers} aria-label={t('towers')}>
      {data.items.map(({ tower, customers, owedMinor, overdueMinor }) => (
        <li key={tower}>
          <LinkAnchor to="/apartments" search={{ tower }} className={classes.tower} underline="never">
            <Text fw={600} size="lg">
              {t('tower', { tower })}
            </Text>
            <Text size="sm">{t('customers', { count: customers })}</Text>
            <Text size="sm">{t('owed', { amount: money(owedMinor) })}</Text>
            {overdueMinor > 0 && (
              <Text size="sm" fw={600}>
                {t('late', { amount: money(overdueMinor) })}
              </Text>
            )}
          </LinkAnchor>
        </li>
      ))}
    </ul>
  )
}
