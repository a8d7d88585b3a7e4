import { Button, Group } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { usePatient } from '#apps/clinic/patients/web/patient-queries.ts'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useDocumentTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { isUnknown } from '#web/query-client.ts'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import { ChartSheets } from './chart-sheets.tsx'
import { ContactSection } from './contact-section.tsx'
import { PatientBanner } from './patient-banner.tsx'
import classes from './patient-page.module.css'
import { PatientSkeleton } from './patient-skeleton.tsx'
import { PrintedFooter } from './printed-footer.tsx'
import { useChart } from './record-queries.ts'
import { Summary } from './summary.tsx'

const route = getRouteApi('/frame/patients/$patientId')
const EditSheet = lazyPart(() => import('#apps/clinic/patients/web/edit-sheet.tsx'), 'EditSheet', {
  place: 'sheet',
})
// Asked for at once and drawn when it is here: the summary does not wait for it.
const Timeline = lazyPart(() => import('./timeline.tsx'), 'Timeline')
void Timeline.preload()
const PatientFiles = lazyPart(() => import('#apps/clinic/files/web/patient-files.tsx'), 'PatientFiles')

/** The chart: whose it is never leaves the screen, what matters stands left, everything else on a timeline. */
export function PatientPage() {
  const { t } = useTranslation(['records', 'patients', 'files'])
  const { patientId } = route.useParams()
  const { sheet, view } = route.useSearch()
  const navigate = route.useNavigate()
  const mayReadRecords = useMay('record.read')
  const mayReadAudit = useMay('audit.read')
  const writable = useWritable()
  const patient = usePatient(patientId)
  const chart = useChart(patientId, mayReadRecords)
  const { ref: banner, height } = useElementSize()
  useDocumentTitle(patient.data?.name ?? t('patients:patients'))

  const mayEdit = useMay('patient.write')
  const canEdit = mayEdit && writable && Boolean(patient.data?.can.edit)
  const openEdit = () => void navigate({ search: (now) => ({ ...now, sheet: 'edit' }) })
  const openView = (to: string) =>
    void navigate({ search: ({ view: _, ...rest }) => ({ ...rest, ...(to === 'files' && { view: to }) }) })
  const closeEdit = () => void navigate({ search: ({ sheet: _, ...rest }) => rest })
  useShortcuts([
    ...(canEdit ? [{ key: 'e', label: t('patients:edit'), run: openEdit }] : []),
    { key: 'p', label: t('print'), run: () => window.print() },
  ])

  if (isUnknown(patient.error)) return <NotFoundPage />
  if (patient.error) return <ProblemAlert error={patient.error} retry={() => void patient.refetch()} />
  if (!patient.data) return <PatientSkeleton />
  return (
    <div style={{ '--banner-height': `${height}px` }}>
      <div ref={banner} className={classes.banner}>
        <PatientBanner
          patient={patient.data}
          chart={chart.data}
          onEdit={mayEdit ? openEdit : undefined}
          editable={canEdit}
        />
      </div>
      <div className={classes.columns} data-single={!mayReadRecords || undefined}>
        <aside className={classes.summary} aria-label={t('summary')}>
          {chart.error && <ProblemAlert error={chart.error} retry={() => void chart.refetch()} />}
          {mayReadRecords && !chart.error && <Summary chart={chart.data} />}
          <ContactSection patient={patient.data} />
          {mayReadAudit && (
            <LinkAnchor to="/audit" search={{ patient: patientId }} size="sm">
              {t('whoOpenedChart')}
            </LinkAnchor>
          )}
        </aside>
        {mayReadRecords && (
          <section className={classes.timeline} aria-label={t(view === 'files' ? 'files:files' : 'timeline')}>
            <Group gap={4} mb="sm" role="group" aria-label={t('views')}>
              {(['timeline', 'files'] as const).map((each) => {
                const isShown = each === (view ?? 'timeline')
                return (
                  <Button
                    key={each}
                    size="compact-md"
                    variant={isShown ? 'light' : 'subtle'}
                    aria-pressed={isShown}
                    onClick={() => openView(each)}
                  >
                    {t(each === 'files' ? 'files:files' : 'timeline')}
                  </Button>
                )
              })}
            </Group>
            <Suspense>
              {view === 'files' ? (
                <PatientFiles patientId={patientId} />
              ) : (
                <Timeline
                  patientId={patientId}
                  counts={chart.data?.counts ?? []}
                  types={chart.data?.types ?? []}
                />
              )}
            </Suspense>
          </section>
        )}
      </div>
      <PrintedFooter />
      {mayReadRecords && <ChartSheets patientId={patientId} />}
      <Suspense>
        {sheet === 'edit' && canEdit && <EditSheet patient={patient.data} onClose={closeEdit} />}
      </Suspense>
    </div>
  )
}
