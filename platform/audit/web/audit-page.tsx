import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { startOfDay } from '#web/format/start-of-day.ts'
import { AuditEventCard } from './audit-event.tsx'
import { AuditFilter } from './audit-filter.tsx'
import { AuditProof } from './audit-proof.tsx'
import { queryOf, useAuditEvents } from './audit-queries.ts'
import classes from './audit.module.css'

const route = getRouteApi('/frame/audit')

/** Who did what, and who read what of whom. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const { tenant } = useSession()
  const query = queryOf(route.useSearch(), (day) => startOfDay(day, tenant.timeZone))
  const events = useAuditEvents(query)
  const items = events.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <PageTitle title={t('title')} />
      <Text c="dimmed" maw="65ch">
        {t('explanation')}
      </Text>
      {(items || !events.error) && <AuditProof query={query} />}
      <AuditFilter />
      <div aria-busy={!items || events.isPlaceholderData}>
        {events.error && !items ? (
          <ProblemAlert error={events.error} retry={() => void events.refetch()} />
        ) : !items ? (
          <Waiting height={48} lines={8} />
        ) : items.length === 0 ? (
          <EmptyState text={t('nothing')} />
        ) : (
          <ul
            className={classes.list}
            aria-label={t('title')}
            data-stale={events.isPlaceholderData || undefined}
          >
            {items.map((event) => (
              <AuditEventCard key={event.id} event={event} />
            ))}
          </ul>
        )}
      </div>
      <ShowMore list={events}>{t('showMore')}</ShowMore>
    </>
  )
}
