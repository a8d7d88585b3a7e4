import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
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

export function useSendTest() {
  return useChange((phone: string) => call(sendTestMessage, { body: { phone } }))
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

export type OwnTemplate = Pick<
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
