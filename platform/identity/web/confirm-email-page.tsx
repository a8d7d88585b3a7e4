import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { useLinkToken } from '#web/components/use-link-token.ts'
import { confirmEmail } from '../links.contract.ts'
import { DoorPage } from './door-page.tsx'
import { DoorProblem } from './door-problem.tsx'

/** Where the link to an address leads. A button uses it, since programs that look through mail open every link. */
export function ConfirmEmailPage() {
  const { t } = useTranslation('identity')
  const token = useLinkToken()
  const queries = useQueryClient()
  const confirm = useMutation({
    mutationFn: () => call(confirmEmail, { body: { token } }),
    // Who is signed in here has another address now.
    onSuccess: () => queries.clear(),
  })
  return (
    <DoorPage title={t('confirmEmail')}>
      {confirm.data ? (
        <>
          <Text role="status">
            {t(confirm.data.kind === 'change_email' ? 'emailChanged' : 'emailVerified', confirm.data)}
          </Text>
          <LinkAnchor to="/">{t('goOn')}</LinkAnchor>
        </>
      ) : (
        <>
          <Text>{t('confirmEmailText')}</Text>
          {confirm.error && <DoorProblem error={confirm.error} />}
          <Button loading={confirm.isPending} onClick={() => confirm.mutate()} autoFocus>
            {t('confirmEmail')}
          </Button>
        </>
      )}
    </DoorPage>
  )
}
