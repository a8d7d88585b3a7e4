import { Alert, Button, FileButton, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import type { Import } from '../imports.contract.ts'
import { sendFile } from './uploads.ts'

interface Props {
  item: Import
  error: Error | undefined
}

/** The upload broke, or runs in another window: the same file goes on where it stopped. */
export function ResumeUpload({ item, error }: Props) {
  const { t } = useTranslation('imports')
  const [other, setOther] = useState(false)
  const resume = (file: File | null) => {
    if (!file) return
    const same = file.size === item.sizeBytes && file.name === item.name
    setOther(!same)
    if (same) void sendFile(item.id, file)
  }
  return (
    <>
      {error && <ProblemAlert error={error} />}
      <Alert color="yellow" title={t('uploadStopped')}>
        <Text mb="xs">{t('resumeText', { name: item.name })}</Text>
        {other && (
          <Text c="red" role="alert" mb="xs">
            {t('otherFile')}
          </Text>
        )}
        <FileButton onChange={resume}>
          {(props) => (
            <Button {...props} variant="default">
              {t('resume')}
            </Button>
          )}
        </FileButton>
      </Alert>
    </>
  )
}
