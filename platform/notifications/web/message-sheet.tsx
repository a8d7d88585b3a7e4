import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { CopyText } from '#web/components/copy-text.tsx'
import { Moment } from '#web/components/moment.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { readablePhone } from '#web/format/phone.ts'
import type { Message } from '../messages.contract.ts'
import { useMarkSent, useMessage, useRetry } from './message-queries.ts'
import { reasonText } from './message-words.ts'
import { StateBadge, useRecipientName } from './messages-table.tsx'
import classes from './messages-table.module.css'

/** One message: its exact text, how far it got and why, and what can be done about it. */
export function MessageSheet({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const { t } = useTranslation('messages')
  const { data: message, error, refetch } = useMessage(messageId)
  return (
    <SideSheet opened title={message?.title ?? t('title')} onClose={onClose}>
      {error && !message ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : message ? (
        <Stack gap="sm">
          <Facts message={message} />
          <Words message={message} />
          <Acts message={message} />
        </Stack>
      ) : (
        <Waiting height={200} />
      )}
    </SideSheet>
  )
}

function Facts({ message }: { message: Message }) {
  const { t } = useTranslation('messages')
  const { recipient, channel, reason, errorCode, dueAt, state } = message
  const name = useRecipientName(message)
  const moments = [
    { text: t('written'), at: message.createdAt },
    { text: t('waitsUntil'), at: state === 'queued' ? dueAt : null },
    { text: t('sentAt'), at: message.sentAt },
    { text: t('deliveredAt'), at: message.deliveredAt },
    { text: t('readAt'), at: message.readAt },
  ]
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <div>
          <Text fw={600}>
            <bdi>{name}</bdi>
          </Text>
          <Text size="sm" c="dimmed">
            {[t(channel), recipient.address && readablePhone(recipient.address)].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <StateBadge message={message} />
      </Group>
      {reason && (
        <Alert color={state === 'failed' ? 'red' : 'yellow'} variant="light" p="xs">
          <Text size="sm">{t(reasonText(reason))}</Text>
          {errorCode && (
            <Text size="xs" c="dimmed">
              {t('code', { code: errorCode })}
            </Text>
          )}
        </Alert>
      )}
      {moments.map(
        ({ text, at }) =>
          at && (
            <Text key={text} size="sm" c="dimmed">
              {text}: <Moment at={at} />
            </Text>
          ),
      )}
    </Stack>
  )
}

function Words({ message: { body } }: { message: Message }) {
  const { t } = useTranslation('messages')
  return (
    <div>
      <Group gap={4} mb={4}>
        <Text size="sm" fw={600}>
          {t('exactText')}
        </Text>
        <CopyText text={body} label={t('copyText')} />
      </Group>
      <div className={classes.exact}>
        <bdi>{body}</bdi>
      </div>
    </div>
  )
}

function Acts({ message }: { message: Message }) {
  const { t } = useTranslation('messages')
  const writable = useWritable()
  const [asking, setAsking] = useState<'sent' | 'again'>()
  const markSent = useMarkSent(message.id)
  const retry = useRetry(message.id)
  const name = useRecipientName(message)
  const { can, waLink, state } = message
  if (!writable || (!can.markSent && !can.retry)) return null
  const close = () => {
    setAsking(undefined)
    markSent.reset()
  }
  const tryAgain = () =>
    retry.mutate(undefined, {
      onSuccess: () => {
        setAsking(undefined)
        notifyDone(t('queuedAgain'))
      },
    })
  return (
    <>
      {retry.error && asking === undefined && <ProblemAlert error={retry.error} />}
      <SheetActions>
        {can.retry && (
          <Button
            variant="default"
            loading={retry.isPending}
            onClick={() => (state === 'unknown' ? setAsking('again') : tryAgain())}
          >
            {t('retry')}
          </Button>
        )}
        {can.markSent && (
          <Button variant="default" onClick={() => setAsking('sent')}>
            {t('markSent')}
          </Button>
        )}
        {waLink && (
          <Button component="a" href={waLink} target="_blank" rel="noopener noreferrer">
            {t('openWhatsApp')}
          </Button>
        )}
      </SheetActions>
      {asking === 'sent' && (
        <ConfirmModal
          title={t('markSentTitle')}
          text={t('markSentText')}
          button={t('markSent')}
          color="accent"
          error={markSent.error}
          pending={markSent.isPending}
          onConfirm={() =>
            markSent.mutate(undefined, {
              onSuccess: () => {
                close()
                notifyDone(t('markedSent'))
              },
            })
          }
          onClose={close}
        />
      )}
      {asking === 'again' && (
        <ConfirmModal
          title={t('retryUnknownTitle')}
          text={t('retryUnknownText', { name })}
          button={t('retry')}
          error={retry.error}
          pending={retry.isPending}
          onConfirm={tryAgain}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}
