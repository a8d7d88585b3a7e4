import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SheetActions, SheetAnswer, SideSheet } from '#web/components/side-sheet.tsx'
import type { MessageTemplateView } from '../message-settings.contract.ts'
import { useSaveTemplate } from './messaging-queries.ts'
import classes from './messages-table.module.css'

/** One text in one language: the tenant's own words, and the names that providers know it by. */
export function TemplateSheet({ template, onClose }: { template: MessageTemplateView; onClose: () => void }) {
  const { t } = useTranslation('messaging')
  const save = useSaveTemplate(template)
  const { standard, variables } = template
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      title: template.title ?? '',
      body: template.body ?? '',
      contentSid: template.contentSid ?? '',
      metaName: template.metaName ?? '',
      metaLanguage: template.metaLanguage ?? '',
    },
    validate: {
      title: (title, { body }) => (!title.trim() && body.trim() ? t('wordsTogether') : null),
      body: (body, { title }) => (!body.trim() && title.trim() ? t('wordsTogether') : null),
    },
  })
  const field = (name: 'title' | 'body' | 'contentSid' | 'metaName' | 'metaLanguage') => ({
    autoComplete: 'off',
    spellCheck: name === 'title' || name === 'body',
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const submit = form.onSubmit((values) => {
    const orNull = (typed: string) => typed.trim() || null
    save.mutate(
      {
        title: orNull(values.title),
        body: orNull(values.body),
        contentSid: orNull(values.contentSid),
        metaName: orNull(values.metaName),
        metaLanguage: orNull(values.metaLanguage),
      },
      {
        onSuccess: () => {
          onClose()
          notifyDone(t('saved'))
        },
      },
    )
  })
  return (
    <SideSheet opened title={standard.title} changed={form.isDirty()} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div>
            <Text size="sm" fw={600}>
              {t('standardWords')}
            </Text>
            <div className={classes.exact}>{standard.body}</div>
            <Text size="sm" c="dimmed" mt={4}>
              {t('variables', { list: variables.map((name) => `{{${name}}}`).join(', ') })}
            </Text>
          </div>
          <TextInput label={t('ownTitle')} description={t('ownWords')} maxLength={200} {...field('title')} />
          <Textarea
            label={t('ownBody')}
            description={t('ownWords')}
            maxLength={1000}
            autosize
            minRows={3}
            {...field('body')}
          />
          <TextInput label={t('contentSid')} {...field('contentSid')} />
          <TextInput label={t('metaName')} {...field('metaName')} />
          <TextInput label={t('metaLanguage')} {...field('metaLanguage')} />
          {save.error && (
            <SheetAnswer>
              <ProblemAlert error={save.error} />
            </SheetAnswer>
          )}
          <SheetActions>
            <Button type="submit" loading={save.isPending}>
              {t('save')}
            </Button>
          </SheetActions>
        </Stack>
      </form>
    </SideSheet>
  )
}
