import { useTranslation } from 'react-i18next'

const words = {
  active: 'statusActive',
  amended: 'statusAmended',
  cancelled: 'statusCancelled',
  completed: 'statusCompleted',
  'entered-in-error': 'statusError',
  final: 'statusFinal',
  finished: 'statusCompleted',
  'in-progress': 'statusRunning',
  inactive: 'statusInactive',
  planned: 'statusPlanned',
  preliminary: 'statusPreliminary',
  recurrence: 'statusRecurrence',
  relapse: 'statusRelapse',
  remission: 'statusRemission',
  resolved: 'statusResolved',
  stopped: 'statusStopped',
} as const

/** The records' own words for states, in the person's language; rarer ones are shown as they came. */
export function useStatusWord() {
  const { t } = useTranslation('records')
  return (status: string | null) =>
    status && Object.hasOwn(words, status) ? t(words[status as keyof typeof words]) : status
}
