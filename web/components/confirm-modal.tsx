import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from './problem-alert.tsx'

interface Props {
  /** Names what is about to be done, and to whom. */
  title: string
  text: string
  /** The act in a word: `Remove`. */
  button: string
  error: Error | null
  pending: boolean
  disabled?: boolean
  /** Red, unless the act takes nothing away. */
  color?: string
  onConfirm: () => void
  onClose: () => void
  /** What has to be given with it, such as a password. */
  children?: ReactNode
}

/** Asks before something that is not easily taken back. */
export function ConfirmModal(props: Props) {
  const { title, text, button, error, pending, disabled = false, color = 'red' } = props
  const { onConfirm, onClose, children } = props
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        <Text span inherit display="block" lh={1.3}>
          {title}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('close') }}
      // Over a side sheet, too.
      zIndex={400}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onConfirm()
        }}
      >
        <Stack gap="sm">
          <Text>{text}</Text>
          {children}
          {error && <ProblemAlert error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} {...(!children && { 'data-autofocus': true })}>
              {t('cancel')}
            </Button>
            <Button type="submit" color={color} loading={pending} disabled={disabled}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
