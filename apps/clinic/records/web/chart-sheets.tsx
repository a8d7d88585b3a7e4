import { getRouteApi } from '@tanstack/react-router'
import { Suspense } from 'react'
import { lazyPart } from '#web/lazy/lazy-part.tsx'

const route = getRouteApi('/frame/patients/$patientId')
const RecordSheet = lazyPart(() => import('./record-sheet.tsx'), 'RecordSheet', { place: 'sheet' })
const TrendSheet = lazyPart(() => import('./trend-sheet.tsx'), 'TrendSheet', { place: 'sheet' })
const TypeSheet = lazyPart(() => import('./type-sheet.tsx'), 'TypeSheet', { place: 'sheet' })

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
