import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '#web/components/waiting.tsx'
import type { Said, ToShow } from '#web/preview/preview-words.ts'
import { tenantBase } from '#web/tenant-base.ts'
import classes from './files-panel.module.css'

interface Props {
  name: string
  kind: ToShow['kind']
  content: ArrayBuffer
  onFailed: () => void
}

/** Shows a picture or a PDF in a frame that has no origin, no session and no network: whatever is in the file stays there. */
export function PreviewFrame({ name, kind, content, onFailed }: Props) {
  const { t } = useTranslation('files')
  const frame = useRef<HTMLIFrameElement>(null)
  const [isShown, setShown] = useState(false)
  const pageNames = t('page', { page: '#', pages: '#' })
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent<Said>) => {
      const own = frame.current?.contentWindow
      if (!own || source !== own) return
      const given: ToShow = { kind, name, pageNames, bytes: content }
      if (data === 'ready') own.postMessage(given, '*')
      else if (data === 'shown') setShown(true)
      else onFailed()
    }
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  }, [content, kind, name, pageNames, onFailed])
  return (
    <>
      {!isShown && <Waiting height={320} />}
      <iframe
        ref={frame}
        className={isShown ? classes.frame : classes.frameWaiting}
        title={t('preview', { name })}
        sandbox="allow-scripts"
        src={`${tenantBase(location.pathname)}/file-preview`}
      />
    </>
  )
}
