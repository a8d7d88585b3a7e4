import { Button, Drawer, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './side-sheet.module.css'

interface Props {
  title: string
  opened: boolean
  onClose: () => void
  /** Has something been typed that closing would lose? */
  changed?: boolean
  size?: number | string
  children: ReactNode
}

/** A form or detail over the page it belongs to. Closing asks only when something would be lost. */
export function SideSheet({ title, opened, onClose, changed = false, size = 480, children }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const discard = () => {
    setAsking(false)
    onClose()
  }
  return (
    <>
      <Drawer.Root
        position="right"
        size={size}
        opened={opened}
        onClose={() => (changed ? setAsking(true) : onClose())}
        closeOnEscape={!asking}
        transitionProps={{ duration: 120 }}
      >
        <Drawer.Overlay backgroundOpacity={0.25} />
        <Drawer.Content>
          {/* Not Mantine's own header: it is an element that pages have once. */}
          <div className={classes.head}>
            <Drawer.Title className={classes.title}>{title}</Drawer.Title>
            <Drawer.CloseButton aria-label={t('close')} />
          </div>
          <Drawer.Body>{children}</Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      {/* Not there until it is needed: the key that opens it must not close it again. */}
      {asking && (
        <Modal
          opened
          onClose={() => setAsking(false)}
          title={t('discardTitle')}
          size="sm"
          closeButtonProps={{ 'aria-label': t('close') }}
          zIndex={400}
        >
          <Text mb="md">{t('discardText')}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {t('keepEditing')}
            </Button>
            <Button color="red" onClick={discard}>
              {t('discard')}
            </Button>
          </Group>
        </Modal>
      )}
    </>
  )
}

/** The buttons at the foot of a sheet, in sight however long the form is. */
export function SheetActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>
}

/** What came back when the form was sent: brought into sight, and kept there while it grows. */
export function SheetAnswer({ children }: { children: ReactNode }) {
  const answer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const watcher = new ResizeObserver(() => answer.current?.scrollIntoView({ block: 'nearest' }))
    watcher.observe(answer.current!)
    return () => watcher.disconnect()
  }, [])
  return (
    <div ref={answer} className={classes.answer}>
      {children}
    </div>
  )
}
