import { Button, Text } from '@mantine/core'
import IconUpload from '@tabler/icons-react/dist/esm/icons/IconUpload.mjs'
import { type DragEvent, useId, useRef, useState } from 'react'
import classes from './drop-zone.module.css'

interface Props {
  /** What is to be dropped here, and of which kinds. */
  text: string
  hint: string
  button: string
  /** File names' endings: `.json,.zip`. */
  accept: string
  multiple?: boolean
  disabled: boolean
  onFiles: (files: File[]) => void
}

/** Drop files here, or choose them: the button does the same for everybody without a mouse. */
export function DropZone({ text, hint, button, accept, multiple = false, disabled, onFiles }: Props) {
  const hintId = useId()
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
        <Text>{text}</Text>
        <Text id={hintId} size="xs" c="dimmed">
          {hint}
        </Text>
      </div>
      <Button
        variant="default"
        disabled={disabled}
        aria-describedby={hintId}
        onClick={() => input.current?.click()}
      >
        {button}
      </Button>
      <input
        ref={input}
        type="file"
        multiple={multiple}
        hidden
        aria-label={button}
        accept={accept}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          // The same file may be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
