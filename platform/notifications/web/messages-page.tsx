import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { LinkButton } from '#web/components/link-button.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { useRowKeys } from '#web/components/use-row-keys.ts'
import { Waiting } from '#web/components/waiting.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import { messageStates } from '../message-states.ts'
import { useMessages } from './message-queries.ts'
import { MessageSheet } from './message-sheet.tsx'
import { stateTexts } from './message-words.ts'
import { MessagesTable } from './messages-table.tsx'

const route = getRouteApi('/frame/messages')

/** What was said to others, and what people do about what was not. */
export function MessagesPage() {
  const { t } = useTranslation('messages')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const messages = useMessages(search)
  const mayManage = useMay('message.manage')
  const list = useRef<HTMLDivElement>(null)
  useShortcuts(useRowKeys(list))

  const items = messages.data?.pages.flatMap((page) => page.items)
  const isFiltered = Boolean(search.state || search.channel || search.about)
  return (
    <>
      <PageTitle title={t('title')}>
        {mayManage && (
          <LinkButton to="/message-settings" variant="default">
            {t('settings')}
          </LinkButton>
        )}
      </PageTitle>
      <Text c="dimmed" maw="65ch" mb="sm">
        {t('explanation')}
      </Text>
      <Filter />
      <div ref={list} aria-busy={!items || messages.isPlaceholderData}>
        {messages.error && !items ? (
          <ProblemAlert error={messages.error} retry={() => void messages.refetch()} />
        ) : !items ? (
          <Waiting height={40} lines={8} />
        ) : items.length === 0 ? (
          <EmptyState text={t(isFiltered ? 'nothingFits' : 'nothingYet')} />
        ) : (
          <MessagesTable messages={items} stale={messages.isPlaceholderData} />
        )}
      </div>
      <ShowMore list={messages}>{t('showMore')}</ShowMore>
      {search.message && (
        <MessageSheet
          key={search.message}
          messageId={search.message}
          onClose={() => void navigate({ search: ({ message: _, ...rest }) => rest })}
        />
      )}
    </>
  )
}

/** All of it lives in the address. */
function Filter() {
  const { t } = useTranslation('messages')
  const { state = '', channel = '', about } = route.useSearch()
  const navigate = route.useNavigate()
  const chooseState = (chosen: string) => {
    const known = messageStates.find((each) => each === chosen)
    void navigate({ search: ({ state: _, ...rest }) => ({ ...rest, ...(known && { state: known }) }) })
  }
  const chooseChannel = (chosen: string) =>
    void navigate({
      search: ({ channel: _, ...rest }) => ({
        ...rest,
        ...((chosen === 'email' || chosen === 'whatsapp') && { channel: chosen }),
      }),
    })
  return (
    <Group gap="sm" mb="sm" align="flex-end">
      <NativeSelect
        label={t('state')}
        value={state}
        onChange={(event) => chooseState(event.currentTarget.value)}
        data={[
          { value: '', label: t('everyState') },
          ...messageStates.map((each) => ({ value: each, label: t(stateTexts[each]) })),
        ]}
      />
      <NativeSelect
        label={t('channel')}
        value={channel}
        onChange={(event) => chooseChannel(event.currentTarget.value)}
        data={[
          { value: '', label: t('everyChannel') },
          { value: 'whatsapp', label: t('whatsapp') },
          { value: 'email', label: t('email') },
        ]}
      />
      {about && (
        <Group gap="xs">
          <Text size="sm">{t('ofOne')}</Text>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => void navigate({ search: ({ about: _, ...rest }) => rest })}
          >
            {t('ofAll')}
          </Button>
        </Group>
      )}
    </Group>
  )
}
