import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from '#web/call.ts'
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

export function useSaveSettings() {
  return useChange((body: MessageSettings) => call(saveMessageSettings, { body }))
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

export function useSaveTemplate({ name, language }: Pick<MessageTemplateView, 'name' | 'language'>) {
  return useChange((body: OwnTemplate) => call(saveMessageTemplate, { params: { name, language }, body }))
}

function useChange<Input, Reply>(mutationFn: (input: Input) => Promise<Reply>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['messaging'] }),
  })
}
