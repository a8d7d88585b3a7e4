import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { getChart, getRecord, getTrend, listRecords, listTimeline } from '../records.contract.ts'

/** Banner and summary column: the first answer of a chart. */
const chartOptions = (patientId: string) =>
  queryOptions({
    queryKey: ['chart', patientId, 'summary'],
    queryFn: ({ signal }) => call(getChart, { params: { patientId } }, { signal }),
  })

export function useChart(patientId: string, enabled: boolean) {
  return useQuery({ ...chartOptions(patientId), enabled })
}

const timelineOptions = (patientId: string, kinds: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['chart', patientId, 'timeline', kinds],
    queryFn: ({ signal, pageParam }) =>
      call(
        listTimeline,
        { params: { patientId }, query: { limit: 100, kinds, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

/** The timeline, read on as it is scrolled. */
export function useTimeline(patientId: string, kinds: string | undefined) {
  return useInfiniteQuery(timelineOptions(patientId, kinds))
}

/** The records of one FHIR type, for those that have no place of their own in the chart. */
export function useRecordsOfType(patientId: string, type: string) {
  return useInfiniteQuery({
    queryKey: ['chart', patientId, 'records', type],
    queryFn: ({ signal, pageParam }) =>
      call(
        listRecords,
        { params: { patientId }, query: { type, limit: 100, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

/** One record with its facts and its original; a version of it, or the newest. */
export function useRecord(patientId: string, recordId: string, version: number | undefined) {
  return useQuery({
    queryKey: ['chart', patientId, 'record', recordId, version],
    queryFn: ({ signal }) =>
      call(getRecord, { params: { patientId, recordId }, query: version ? { version } : {} }, { signal }),
  })
}

export function useTrend(patientId: string, code: string) {
  return useQuery({
    queryKey: ['chart', patientId, 'trend', code],
    queryFn: ({ signal }) => call(getTrend, { params: { patientId, code } }, { signal }),
  })
}
