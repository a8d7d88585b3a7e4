import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import IconBrandWhatsapp from '@tabler/icons-react/dist/esm/icons/IconBrandWhatsapp.mjs'
import { useTranslation } from 'react-i18next'
import { CopyText } from '#web/components/copy-text.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { QrCode } from '#web/components/qr-code.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { NewLink } from '../links.contract.ts'

/** A link that was just made: to copy, to scan, or in a chat. */
export function MadeLink({ link: { url, text, waLink, qr, expiresAt } }: { link: Omit<NewLink, 'id'> }) {
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

interface EarlierLink {
  id: string
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

interface EarlierProps<Link extends EarlierLink> {
  links: readonly Link[]
  revoke: { mutate(id: string): void; error: Error | null }
  /** What else is to be said of one. */
  about?: (link: Link) => string
}

/** What became of earlier links; those that still open can be taken back. */
export function EarlierLinks<Link extends EarlierLink>({ links, revoke, about }: EarlierProps<Link>) {
  const { t } = useTranslation('payments')
  const formats = useFormats()
  if (links.length === 0) return null
  return (
    <div>
      <Text fw={600}>{t('earlierLinks')}</Text>
      {revoke.error && <ProblemAlert error={revoke.error} />}
      {links.map((link) => {
        const { id, createdAt, expiresAt, revokedAt } = link
        const isOver = Date.parse(expiresAt) <= Date.now()
        const state = isOver ? t('over') : t('validUntil', { day: formats.dayOf(expiresAt) })
        return (
          <Group key={id} justify="space-between" gap="xs" wrap="nowrap" mih={36}>
            <Text size="sm" c="dimmed">
              {[formats.moment(createdAt), about?.(link), revokedAt ? t('revoked') : state]
                .filter(Boolean)
                .join(' · ')}
            </Text>
            {!revokedAt && !isOver && (
              <Button size="compact-sm" variant="subtle" flex="none" onClick={() => revoke.mutate(id)}>
                {t('revoke')}
              </Button>
            )}
          </Group>
        )
      })}
    </div>
  )
}
