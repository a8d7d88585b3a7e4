import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import IconBrandWhatsapp from '@tabler/icons-react/dist/esm/icons/IconBrandWhatsapp.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { QrCode } from '#web/components/qr-code.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { NewPaymentLink } from '../payment-links.contract.ts'
import { useAddPaymentLink, usePaymentLinks, useRevokePaymentLink } from './link-queries.ts'

interface Props {
  customer: { id: string; name: string }
  onClose: () => void
}

/** A link to the customer's payment page: to copy, to scan, or in a chat; and what became of earlier ones. */
export function AskSheet({ customer, onClose }: Props) {
  const { t } = useTranslation('payments')
  const [key] = useState(() => crypto.randomUUID())
  const add = useAddPaymentLink(customer.id, key)
  return (
    <SideSheet opened title={t('askFrom', { name: customer.name })} onClose={onClose}>
      <Stack gap="sm">
        <Text>{t('askHint')}</Text>
        {add.error && <ProblemAlert error={add.error} />}
        {add.data ? (
          <Made link={add.data} />
        ) : (
          <Button onClick={() => add.mutate()} loading={add.isPending} data-autofocus>
            {t('makeLink')}
          </Button>
        )}
        <EarlierLinks customerId={customer.id} except={add.data?.id} />
      </Stack>
    </SideSheet>
  )
}

function Made({ link: { url, text, waLink, qr, expiresAt } }: { link: NewPaymentLink }) {
  const { t } = useTranslation('payments')
  const formats = useFormats()
  return (
    <Stack gap="sm">
      {waLink && (
        <Button
          component="a"
          href={waLink}
          target="_blank"
          rel="noreferrer"
          leftSection={<IconBrandWhatsapp size={18} aria-hidden />}
        >
          {t('whatsapp')}
        </Button>
      )}
      <TextInput
        label={t('address')}
        readOnly
        value={url}
        description={`${t('validUntil', { day: formats.dayOf(expiresAt) })}. ${t('showOnce')}`}
        rightSection={<CopyText text={url} label={t('copyAddress')} />}
      />
      <Textarea
        label={t('message')}
        readOnly
        autosize
        value={text}
        rightSection={<CopyText text={text} label={t('copyText')} />}
      />
      <QrCode qr={qr} label={t('qrLabel')} />
    </Stack>
  )
}

function EarlierLinks({ customerId, except }: { customerId: string; except: string | undefined }) {
  const { t } = useTranslation('payments')
  const formats = useFormats()
  const { data } = usePaymentLinks(customerId)
  const revoke = useRevokePaymentLink(customerId)
  const links = data?.items.filter(({ id }) => id !== except) ?? []
  if (links.length === 0) return null
  return (
    <div>
      <Text fw={600}>{t('earlierLinks')}</Text>
      {revoke.error && <ProblemAlert error={revoke.error} />}
      {links.map(({ id, createdAt, expiresAt, revokedAt }) => {
        const isOver = Date.parse(expiresAt) <= Date.now()
        return (
          <Group key={id} justify="space-between" wrap="nowrap" mih={36}>
            <Text size="sm" c="dimmed">
              {[
                formats.moment(createdAt),
                revokedAt
                  ? t('revoked')
                  : isOver
                    ? t('over')
                    : t('validUntil', { day: formats.dayOf(expiresAt) }),
              ].join(' · ')}
            </Text>
            {!revokedAt && !isOver && (
              <Button size="compact-sm" variant="subtle" onClick={() => revoke.mutate(id)}>
                {t('revoke')}
              </Button>
            )}
          </Group>
        )
      })}
    </div>
  )
}
