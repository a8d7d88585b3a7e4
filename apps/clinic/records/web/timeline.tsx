import { Group, Loader, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useRowKeys } from '#web/components/use-row-keys.ts'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import type { Chart } from '../records.contract.ts'
import { useTimeline } from './record-queries.ts'
import classes from './timeline.module.css'
import { TimelineFilter } from './timeline-filter.tsx'
import { TimelineRow } from './timeline-row.tsx'
import { TypeMenu } from './type-menu.tsx'

const route = getRouteApi('/frame/patients/$patientId')

interface Props {
  patientId: string
  counts: Chart['counts']
  types: Chart['types']
}

/** Everything about a patient, newest first. Only the rows in sight are in the page, however many there are. */
export function Timeline({ patientId, counts, types }: Props) {
  const { t } = useTranslation('records')
  const { kinds } = route.useSearch()
  const timeline = useTimeline(patientId, kinds)
  const entries = timeline.data?.pages.flatMap(({ items }) => items) ?? []
  const { list, rows } = useWindowedRows(entries.length + (timeline.hasNextPage ? 1 : 0))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = timeline
  useShortcuts(useRowKeys(list))
  const last = rows.items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= entries.length - 30 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [last, entries.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2}>{t('timeline')}</Title>
        <TypeMenu types={types} />
      </Group>
      <TimelineFilter counts={counts} />
      {timeline.error && <ProblemAlert error={timeline.error} retry={() => void timeline.refetch()} />}
      {timeline.isPending && <Loader size="sm" role="status" aria-label={t('loadingTimeline')} />}
      {timeline.data && entries.length === 0 && (
        <EmptyState text={kinds ? t('nothingOfKinds') : t('nothingYet')} />
      )}
      <div
        ref={list}
        role="list"
        aria-label={t('timeline')}
        className={classes.list}
        style={{ height: rows.totalSize }}
        hidden={entries.length === 0}
      >
        {rows.items.map(({ index, start }) => (
          <div
            key={entries[index]?.key ?? 'next'}
            ref={rows.measure}
            data-index={index}
            role="listitem"
            className={classes.row}
            style={{ transform: `translateY(${start - rows.margin}px)` }}
          >
            {entries[index] ? (
              <TimelineRow entry={entries[index]} before={entries[index - 1]} />
            ) : (
              <Loader size="sm" role="status" aria-label={t('loadingTimeline')} />
            )}
          </div>
        ))}
      </div>
    </>
  )
}

/** The window scrolls, so the list has to know how far below the top of the page it starts. */
function useWindowedRows(count: number) {
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const place = () => {
      if (list.current) setMargin(Math.round(list.current.getBoundingClientRect().top + window.scrollY))
    }
    place()
    const watcher = new ResizeObserver(place)
    watcher.observe(document.body)
    return () => watcher.disconnect()
  }, [])
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => 56,
    overscan: 30,
    scrollMargin: margin,
  })
  return {
    list,
    rows: {
      items: virtualizer.getVirtualItems(),
      totalSize: virtualizer.getTotalSize(),
      measure: virtualizer.measureElement,
      margin,
    },
  }
}
