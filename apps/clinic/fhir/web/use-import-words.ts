import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Import } from '../imports.contract.ts'
import type { Upload } from './uploads.ts'

/** Where an import stands, in one line: `Working: 12,340 records, 950 per second, 12 sec left`. */
export function useImportWords(item: Import, upload: Upload | undefined) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  const { state, sizeBytes, read, rate, secondsLeft, problems } = item
  if (state === 'uploading') {
    if (upload?.error) return t('uploadBroken')
    if (!upload) return t('uploadElsewhere')
    return t('uploading', { sent: formats.bytes(upload.sentBytes), total: formats.bytes(sizeBytes) })
  }
  if (state === 'running') {
    const parts = [
      t('records', { count: read, shown: formats.number(read) }),
      rate !== null && t('perSecond', { rate: formats.number(Math.round(rate)) }),
      secondsLeft !== null && t('left', { time: formats.duration(secondsLeft) }),
    ]
    return parts.filter(Boolean).join(' · ')
  }
  if (state === 'done') return problems > 0 ? t('doneWithProblems', { count: problems }) : t('done')
  return t(state)
}
