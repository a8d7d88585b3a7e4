import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from '#web/call.ts'
import { useSaveOver } from '#web/forms/use-save-over.ts'
import { isUnanswered } from '#web/query-client.ts'
import {
  getMessageSettings,
  listMessageTemplates,
  type MessageSettings,
  type MessageTemplateView,
  saveMessageSettings,
  saveMessageTemplate,
  sendTestMessage,
} from '../message-settings.contract.ts'
import {
  getWhatsAppSender,
  type NewWhatsAppSender,
  removeWhatsAppSender,
  saveWhatsAppSender,
} from '../whatsapp/sender.contract.ts'

export function useSender() {
  return useQuery({
    queryKey: ['messaging', 'sender'],
    queryFn: ({ signal }) => call(getWhatsAppSender, {}, { signal }),
  })
}

export function useSaveSender() {
  return useChange((body: NewWhatsAppSender) => call(saveWhatsAppSender, { body }))
}

export function useRemoveSender() {
  return useChange(() => call(removeWhatsAppSender, {}))
}

/** While there is no answer, asking again for the same phone asks for the same message. */
export function useSendTest() {
  const keys = useRef(new Map<string, string>())
  return useMutation({
    mutationFn: (phone: string) => {
      const idempotencyKey = keys.current.get(phone) ?? crypto.randomUUID()
      keys.current.set(phone, idempotencyKey)
      return call(sendTestMessage, { body: { phone } }, { idempotencyKey })
    },
    onSettled: (_sent, error, phone) => {
      if (!error || !isUnanswered(error)) keys.current.delete(phone)
    },
  })
}

export function useMessageSettings() {
  return useQuery({
    queryKey: ['messaging', 'settings'],
    queryFn: ({ signal }) => call(getMessageSettings, {}, { signal }),
  })
}

export function useSaveSettings(opened: MessageSettings) {
  return useSaveOver(opened.version, {
    read: () => call(getMessageSettings, {}),
    save: (body: MessageSettings) => call(saveMessageSettings, { body }),
    refresh: useRefresh(),
  })
}

export function useTemplates() {
  return useQuery({
    queryKey: ['messaging', 'templates'],
    queryFn: ({ signal }) => call(listMessageTemplates, {}, { signal }),
  })
}

type OwnTemplate = Pick<
  MessageTemplateView,
  'title' | 'body' | 'contentSid' | 'metaName' | 'metaLanguage' | 'version'
>

export function useSaveTemplate(opened: MessageTemplateView) {
  const { name, language } = opened
  return useSaveOver(opened.version, {
    read: async (): Promise<OwnTemplate> => {
      const { items } = await call(listMessageTemplates, {})
      return items.find((each) => each.name === name && each.language === language)!
    },
    save: (body: OwnTemplate) => call(saveMessageTemplate, { params: { name, language }, body }),
    refresh: useRefresh(),
  })
}

function useChange<Input, Reply>(mutationFn: (input: Input) => Promise<Reply>) {
  return useMutation({ mutationFn, onSuccess: useRefresh() })
}

function useRefresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['messaging'] })
}
