import { Accordion, Badge, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { Moment } from '#web/components/moment.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import type { CapturedMail } from '../mail.contract.ts'
import { useCapturedMails } from './mail-queries.ts'
import { MailText } from './mail-text.tsx'

export function OutboxPage() {
  const { t } = useTranslation('mail')
  const mails = useCapturedMails()
  const items = mails.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <PageTitle title={t('title')} />
      <Text c="dimmed" maw="65ch" mb="md">
        {t('explanation')}
      </Text>
      {mails.error && !items ? (
        <ProblemAlert error={mails.error} retry={() => void mails.refetch()} />
      ) : !items ? (
        <Waiting height={56} lines={2} />
      ) : items.length === 0 ? (
        <EmptyState text={t('nothingYet')} />
      ) : (
        <Mails mails={items} />
      )}
      <ShowMore list={mails}>{t('showMore')}</ShowMore>
    </>
  )
}

function Mails({ mails }: { mails: CapturedMail[] }) {
  const { t } = useTranslation('mail')
  return (
    <Accordion variant="separated" order={2}>
      {mails.map((mail) => (
        <Accordion.Item key={mail.id} value={mail.id}>
          <Accordion.Control>
            <Text fw={600}>
              <bdi>{mail.subject}</bdi>
            </Text>
            <Group gap="xs">
              <Text size="sm" c="dimmed">
                {t('to', { address: mail.to })} · <Moment at={mail.capturedAt} />
              </Text>
              <Badge variant="default" size="sm" tt="none">
                {t('notSent')}
              </Badge>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <MailText text={mail.text} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}
