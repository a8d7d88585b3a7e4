import { Modal, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Session, useSession } from './session-queries.ts'
import { SignInForm } from './sign-in-form.tsx'

/**
 * The session is over: covers what was on the screen until the same person is back, and keeps what was typed. Anybody
 * else gets a page of his own.
 */
export function SessionEnded({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation('identity')
  const { account } = useSession()
  const queries = useQueryClient()
  const goOn = (session: Session) => {
    if (session.account.id !== account.id) return location.reload()
    onBack()
    void queries.invalidateQueries()
  }
  return (
    <Modal
      opened
      // There is nothing to see behind it for whoever cannot sign in.
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      title={t('signedOutTitle')}
      overlayProps={{ backgroundOpacity: 1, color: 'var(--mantine-color-body)' }}
      zIndex={1000}
      size="sm"
    >
      <Text mb="sm">{t('signedOutText')}</Text>
      <SignInForm demoSignIns={[]} knownEmail={account.email} onSignedIn={goOn} />
    </Modal>
  )
}
