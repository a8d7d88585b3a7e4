import { Button, Code, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { CopyText } from '#web/components/copy-text.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { isProblem } from '#web/query-client.ts'
import type { WhatsAppSender } from '../whatsapp/sender.contract.ts'
import { useRemoveSender, useSaveSender, useSendTest } from './messaging-queries.ts'
import { SettingsSection } from './settings-section.tsx'

/** The tenant's own account at Twilio or Meta. What it trusts goes in and never comes out again. */
export function SenderSection({ sender }: { sender: WhatsAppSender }) {
  const { t } = useTranslation('messaging')
  const writable = useWritable()
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const remove = useRemoveSender()
  const { provider } = sender
  return (
    <SettingsSection title={t('account')} text={t('accountText')}>
      <Text fw={600}>
        {provider ? t('connected', { provider: t(provider), sender: sender.sender ?? '' }) : t('noAccount')}
      </Text>
      {provider && <Callback sender={sender} provider={provider} />}
      {editing ? (
        <SenderForm sender={sender} onDone={() => setEditing(false)} />
      ) : (
        writable && (
          <Group gap="xs">
            <Button variant="default" onClick={() => setEditing(true)}>
              {t(provider ? 'replace' : 'connect')}
            </Button>
            {provider && (
              <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>
                {t('remove')}
              </Button>
            )}
          </Group>
        )
      )}
      {provider && writable && <TestMessage />}
      {removing && (
        <ConfirmModal
          title={t('removeTitle')}
          text={t('removeText')}
          button={t('remove')}
          error={remove.error}
          pending={remove.isPending}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => setRemoving(false) })}
          onClose={() => {
            setRemoving(false)
            remove.reset()
          }}
        />
      )}
    </SettingsSection>
  )
}

function Callback({ sender, provider }: { sender: WhatsAppSender; provider: 'twilio' | 'meta' }) {
  const { t } = useTranslation('messaging')
  const facts = [
    { name: t('callback'), value: provider === 'meta' ? sender.metaUrl : sender.twilioUrl },
    ...(provider === 'meta' ? [{ name: t('verifyToken'), value: sender.metaVerifyToken }] : []),
  ]
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        {t('callbackHint')}
      </Text>
      {facts.map(({ name, value }) => (
        <Group key={name} gap={6}>
          <Text size="sm">{name}:</Text>
          <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{value}</Code>
          <CopyText text={value} label={`${t('copy')}: ${name}`} />
        </Group>
      ))}
    </Stack>
  )
}

function SenderForm({ sender, onDone }: { sender: WhatsAppSender; onDone: () => void }) {
  const { t } = useTranslation(['messaging', 'shell'])
  const save = useSaveSender()
  const [provider, setProvider] = useState(sender.provider ?? 'twilio')
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      sender: sender.sender ?? '',
      account: sender.account ?? '',
      secret: '',
      signingSecret: '',
    },
  })
  const hints = {
    sender: t(provider === 'twilio' ? 'senderTwilioWrong' : 'senderMetaWrong'),
    account: t('accountSidWrong'),
  }
  const field = (name: 'sender' | 'account' | 'secret' | 'signingSecret') => ({
    required: true,
    autoComplete: 'off',
    spellCheck: false,
    key: form.key(name),
    ...form.getInputProps(name),
  })
  const submit = form.onSubmit(({ sender: from, account, secret, signingSecret }) =>
    save.mutate(
      {
        provider,
        sender: from.trim(),
        secret: secret.trim(),
        ...(provider === 'twilio' ? { account: account.trim() } : { signingSecret: signingSecret.trim() }),
      },
      {
        onSuccess: () => {
          onDone()
          notifyDone(t('saved'))
        },
        onError: (error) => {
          const wrong = refusedField(error)
          if (wrong) form.setFieldError(wrong, hints[wrong])
        },
      },
    ),
  )
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={480}>
        <SegmentedControl
          aria-label={t('provider')}
          value={provider}
          onChange={(chosen) => {
            setProvider(chosen as 'twilio' | 'meta') // one of the two below
            // What one provider knows says nothing to the other.
            form.setValues({ sender: '', account: '', secret: '', signingSecret: '' })
            form.clearErrors()
            save.reset()
          }}
          data={[
            { value: 'twilio', label: t('twilio') },
            { value: 'meta', label: t('meta') },
          ]}
        />
        {provider === 'twilio' ? (
          <>
            <TextInput label={t('senderTwilio')} description={t('senderTwilioHint')} {...field('sender')} />
            <TextInput label={t('accountSid')} {...field('account')} />
            <TextInput
              label={t('authToken')}
              description={t('secretHint')}
              type="password"
              {...field('secret')}
            />
          </>
        ) : (
          <>
            <TextInput label={t('senderMeta')} {...field('sender')} />
            <TextInput
              label={t('accessToken')}
              description={t('secretHint')}
              type="password"
              {...field('secret')}
            />
            <TextInput
              label={t('appSecret')}
              description={t('secretHint')}
              type="password"
              {...field('signingSecret')}
            />
          </>
        )}
        {save.error && !refusedField(save.error) && <ProblemAlert error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {t('save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('shell:cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The field that the server refuses, where the page can say how it is written. */
function refusedField(error: Error) {
  if (!isProblem(error, 'invalid_input')) return undefined
  return (['sender', 'account'] as const).find((field) => field === error.field)
}

function TestMessage() {
  const { t } = useTranslation('messaging')
  const send = useSendTest()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { phone: '' },
    validate: { phone: (typed) => (/^\+[1-9]\d{6,14}$/.test(digitsOf(typed)) ? null : t('phoneWrong')) },
  })
  const submit = form.onSubmit(({ phone }) =>
    send.mutate(digitsOf(phone), { onSuccess: () => notifyDone(t('testSent')) }),
  )
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label={t('testPhone')}
          type="tel"
          autoComplete="tel"
          key={form.key('phone')}
          {...form.getInputProps('phone')}
        />
        <Button type="submit" variant="default" loading={send.isPending}>
          {t('test')}
        </Button>
      </Group>
      {send.error && <ProblemAlert error={send.error} />}
    </form>
  )
}

const digitsOf = (typed: string) => typed.replace(/[\s().-]/g, '')
