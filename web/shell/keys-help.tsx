import { Kbd, Modal, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useShownShortcuts } from './shortcuts.tsx'

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const shortcuts = useShownShortcuts()
  const fixed = [
    { key: 'Ctrl K', label: t('openPalette') },
    { key: 'Esc', label: t('closeTopmost') },
  ]
  return (
    <Modal opened onClose={onClose} title={t('keys')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Table>
        <Table.Tbody>
          {[...shortcuts, ...fixed].map(({ key, label }) => (
            <Table.Tr key={key}>
              <Table.Td>{label}</Table.Td>
              <Table.Td ta="right">
                <Kbd>{key}</Kbd>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
