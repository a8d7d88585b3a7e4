import { Badge, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import type { MessageTemplateView } from '../message-settings.contract.ts'
import list from '#web/components/list.module.css'
import { SettingsSection } from './settings-section.tsx'
import { TemplateSheet } from './template-sheet.tsx'

/** In which words the tenant speaks, and under which names a provider has approved them. */
export function TemplatesSection({ templates }: { templates: MessageTemplateView[] }) {
  const { t } = useTranslation('messaging')
  const writable = useWritable()
  const [opened, setOpened] = useState<string>()
  const keyOf = ({ name, language }: MessageTemplateView) => `${name} ${language}`
  const shown = templates.find((template) => keyOf(template) === opened)
  return (
    <SettingsSection title={t('words')} text={t('wordsText')}>
      <ul className={list.cards} aria-label={t('words')}>
        {templates.map((template) => {
          const { standard, title, body, language, contentSid, metaName } = template
          return (
            <li key={keyOf(template)} className={list.card} data-stacked lang={language}>
              <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                <Text fw={600}>
                  {title ?? standard.title} · {t(language === 'en' ? 'english' : 'hindi')}
                </Text>
                <Badge
                  variant="light"
                  color={contentSid || metaName ? 'green' : 'gray'}
                  tt="none"
                  flex="none"
                >
                  {t(contentSid || metaName ? 'approved' : 'notApproved')}
                </Badge>
              </Group>
              <Text size="sm">{body ?? standard.body}</Text>
              {writable && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  style={{ alignSelf: 'start' }}
                  aria-label={`${t('edit')}: ${title ?? standard.title}, ${t(language === 'en' ? 'english' : 'hindi')}`}
                  onClick={() => setOpened(keyOf(template))}
                >
                  {t('edit')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {shown && <TemplateSheet key={opened} template={shown} onClose={() => setOpened(undefined)} />}
    </SettingsSection>
  )
}
