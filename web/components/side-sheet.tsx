import { Button, Drawer, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
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
      <Drawer
        position="right"
        size={size}
        title={title}
        opened={opened}
        onClose={() => (changed ? setAsking(true) : onClose())}
        closeOnEscape={!asking}
        closeButtonProps={{ 'aria-label': t('close') }}
        overlayProps={{ backgroundOpacity: 0.25 }}
        transitionProps={{ duration: 120 }}
      >
        {children}
      </Drawer>
      <Modal
        opened={asking}
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
    </>
  )
}

/** The buttons at the foot of a sheet, in sight however long the form is. */
export function SheetActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>
}
