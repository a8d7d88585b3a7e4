import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'

const route = getRouteApi('/frame/patients/$patientId')
const RecordSheet = lazy(async () => ({ default: (await import('./record-sheet.tsx')).RecordSheet }))
const TrendSheet = lazy(async () => ({ default: (await import('./trend-sheet.tsx')).TrendSheet }))
const TypeSheet = lazy(async () => ({ default: (await import('./type-sheet.tsx')).TypeSheet }))

/** The sheets over a chart. The address says which is open, so that a link and the back button work. */
export function ChartSheets({ patientId }: { patientId: string }) {
  const { record, trend, type } = route.useSearch()
  const navigate = route.useNavigate()
  const open = (recordId: string) => void navigate({ search: (now) => ({ ...now, record: recordId }) })
  const close = (sheet: 'record' | 'trend' | 'type') => () =>
    void navigate({ search: ({ [sheet]: _, ...rest }) => rest })
  return (
    <Suspense>
      {type && <TypeSheet patientId={patientId} type={type} onOpen={open} onClose={close('type')} />}
      {trend && <TrendSheet patientId={patientId} code={trend} onOpen={open} onClose={close('trend')} />}
      {record && (
        <RecordSheet
          key={record}
          patientId={patientId}
          recordId={record}
          onOpen={open}
          onClose={close('record')}
        />
      )}
    </Suspense>
  )
}
