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

export function useSaveSettings(opened: MessageSettings) {
  return useSaveOver(opened.version, {
    read: () => call(getMessageSettings, {}),
    save: (body: MessageSettings) => call(saveMessageSettings, { body }),
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
  })
}

interface Versioned<Body> {
  read: () => Promise<Body>
  save: (body: Body) => Promise<{ version: number }>
}

/**
 * Saves over the version that was opened. Where no answer came, what is there now is looked at first: what was saved without
 * our hearing of it is ours, and gone on from.
 */
function useSaveOver<Body extends { version: number }>(opened: number, { read, save }: Versioned<Body>) {
  const version = useRef(opened)
  const lost = useRef<Omit<Body, 'version'>>(undefined)
  const change = useChange(async (asked: Omit<Body, 'version'>) => {
    if (lost.current) {
      const present = await read()
      if (contains(present, lost.current)) version.current = present.version
      lost.current = undefined
    }
    try {
      const saved = await save({ ...asked, version: version.current } as Body) // put together again
      version.current = saved.version
      return saved
    } catch (error) {
      if (isUnanswered(error)) lost.current = asked
      throw error
    }
  })
  return {
    ...change,
    standsOn: (other: number) => version.current === other,
    goOnFrom: (other: number) => {
      version.current = other
    },
  }
}

function contains(present: object, part: object): boolean {
  return Object.entries(part).every(([name, value]) => present[name as keyof typeof present] === value)
}

function useChange<Input, Reply>(mutationFn: (input: Input) => Promise<Reply>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['messaging'] }),
  })
}
