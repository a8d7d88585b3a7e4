import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { useAddPaymentLink, usePaymentLinks, useRevokePaymentLink } from './link-queries.ts'
import { EarlierLinks, MadeLink } from '#apps/store/links/web/made-link.tsx'

interface Props {
  customer: { id: string; name: string }
  onClose: () => void
}

/** A link to the customer's payment page: to copy, to scan, or in a chat; and what became of earlier ones. */
export function AskSheet({ customer, onClose }: Props) {
  const { t } = useTranslation('payments')
  const [key] = useState(() => crypto.randomUUID())
  const add = useAddPaymentLink(customer.id, key)
  const earlier = usePaymentLinks(customer.id)
  const revoke = useRevokePaymentLink(customer.id)
  return (
    <SideSheet opened title={t('askFrom', { name: customer.name })} onClose={onClose}>
      <Stack gap="sm">
        <Text>{t('askHint')}</Text>
        {add.error && <ProblemAlert error={add.error} />}
        {add.data ? (
          <MadeLink link={add.data} />
        ) : (
          <Button onClick={() => add.mutate()} loading={add.isPending} data-autofocus>
            {t('makeLink')}
          </Button>
        )}
        <EarlierLinks
          links={earlier.data?.items.filter(({ id }) => id !== add.data?.id) ?? []}
          revoke={revoke}
        />
      </Stack>
    </SideSheet>
  )
}
