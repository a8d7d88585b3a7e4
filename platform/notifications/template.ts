import type { AnyTenantTx } from '@tenantry/tenancy'
import { type MailLanguage, languageOf } from '#platform/mail/write-mail.ts'
import type { Channel, MessageKind } from './kinds.ts'

/** The languages that messages are written in: those of mails. */
export type MessageLanguage = MailLanguage
export { languageOf }

/** One template in one language. The title is a mail's subject and the bold line in the app; WhatsApp has the body alone. */
export interface MessageText {
  title: string
  body: string
}

export interface MessageSubject {
  kind: string
  id: string
}

/** What is decided when a message is sent: newer variables, or that it is not to be said any more. */
type Fresh<Variable extends string = string> =
  | { skip: string }
  | { variables: Partial<Record<Variable, string>> }
  | undefined

/** What a template is told of a message that is about to be sent. */
interface DueMessage<Variable extends string = string> {
  id: string
  rule: string
  cycle: string
  recipient: { kind: string; id: string }
  subject: MessageSubject | null
  language: MessageLanguage
  variables: Record<Variable, string>
}

/** One kind of message: its words in each language, where they go, and in which order a provider counts the variables. */
export interface MessageTemplate<Variable extends string = string> {
  /** Stands in rows: never changed, never used again. */
  name: string
  kind: MessageKind
  /** The app whose tenants say it; left out: all. */
  app?: string
  channels: readonly Channel[]
  variables: readonly Variable[]
  texts: Record<MessageLanguage, MessageText>
  /**
   * Reads again what is true when the message is sent, in the transaction that decides. `skip` is a word of the catalogue
   * `messages.reason`: `settled`, `promised`, `disputed`, `below_threshold`, `gone`.
   */
  beforeSending?(tx: AnyTenantTx, message: DueMessage<Variable>): Promise<Fresh<Variable>>
}

/** A template whose variables do not matter: what the list holds. `beforeSending` as a method lets each fit. */
export type AnyMessageTemplate = MessageTemplate<string>

/** All templates by name. There is one list: `server/message-templates.ts`. */
export type MessageTemplates = ReadonlyMap<string, AnyMessageTemplate>

/** Declares a template. Throws where its words and its variables do not agree: that is a mistake of ours. */
export function messageTemplate<const Variable extends string>(
  template: MessageTemplate<Variable>,
): MessageTemplate<Variable> {
  for (const [language, { title, body }] of Object.entries(template.texts)) {
    const unknown = placeholdersIn(`${title} ${body}`).filter((name) => !isVariableOf(template, name))
    if (unknown.length > 0)
      throw new Error(`${template.name} (${language}): no variable ${unknown.join(', ')}`)
  }
  return template
}

/** `Dear {{name}}` with the values in their places. */
export function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(placeholder, (_whole, name: string) => variables[name] ?? '')
}

/** The names between braces, each once. */
export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name]) => name ?? ''))]
}

const placeholder = /\{\{\s*([a-zA-Z][a-zA-Z0-9]*)\s*\}\}/g

function isVariableOf({ variables }: { variables: readonly string[] }, name: string): boolean {
  return variables.includes(name)
}
