import { Alert, Button, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { listOutbox } from '../jobs.contract.ts'
import classes from './outbox-page.module.css'

/** Mails that no mail server was there to send. */
export function OutboxPage() {
  const { t } = useTranslation('console')
  const [openId, setOpenId] = useState<string>()
  const mails = useInfiniteQuery({
    queryKey: ['outbox'],
    queryFn: ({ signal, pageParam }) =>
      call(listOutbox, { query: pageParam ? { cursor: pageParam } : {} }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const items = mails.data?.pages.flatMap((page) => page.items)
  const open = items?.find(({ id }) => id === openId)
  return (
    <>
      <ConsoleTitle title={t('outbox')} />
      <Alert color="yellow" mb="sm">
        {t('notSentHint')}
      </Alert>
      <Rows
        label={t('outbox')}
        query={{ ...mails, data: items }}
        keyOf={({ id }) => id}
        empty={t('noMails')}
        columns={[
          {
            label: t('subject'),
            cell: ({ id, subject }) => (
              <Button variant="subtle" size="compact-sm" px={0} maw="100%" onClick={() => setOpenId(id)}>
                {subject}
              </Button>
            ),
          },
          { label: t('to'), cell: ({ to }) => to },
          { label: t('tenant'), cell: ({ tenantName }) => tenantName ?? t('platform') },
          { label: t('state'), cell: () => t('notSent') },
          { label: t('when'), cell: ({ capturedAt }) => <ConsoleMoment at={capturedAt} /> },
        ]}
      />
      <ShowMore list={mails}>{t('loadMore')}</ShowMore>
      <SideSheet title={open?.subject ?? ''} opened={open !== undefined} onClose={() => setOpenId(undefined)}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {open?.to} · {t('notSent')}
          </Text>
          <Text className={classes.text}>{open?.text}</Text>
        </Stack>
      </SideSheet>
    </>
  )
}
