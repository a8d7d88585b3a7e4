import { Button, Text } from '@mantine/core'
import IconUpload from '@tabler/icons-react/dist/esm/icons/IconUpload.mjs'
import { type DragEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './drop-zone.module.css'

interface Props {
  disabled: boolean
  onFiles: (files: File[]) => void
}

/** Drop files here, or choose them: the button does the same for everybody without a mouse. */
export function DropZone({ disabled, onFiles }: Props) {
  const { t } = useTranslation('imports')
  const hint = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (!disabled) onFiles([...event.dataTransfer.files])
  }
  return (
    <div
      className={classes.zone}
      data-over={(over && !disabled) || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={28} stroke={1.4} aria-hidden />
      <div>
        <Text>{t('dropHere')}</Text>
        <Text id={hint} size="xs" c="dimmed">
          {t('dropKinds')}
        </Text>
      </div>
      <Button
        variant="default"
        disabled={disabled}
        aria-describedby={hint}
        onClick={() => input.current?.click()}
      >
        {t('chooseFiles')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('chooseFiles')}
        accept=".json,.ndjson,.zip,.tar,.gz,.tgz"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          // The same file may be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
