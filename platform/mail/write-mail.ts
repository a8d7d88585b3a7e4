/** The languages that mails are written in. */
export type MailLanguage = 'en' | 'hi'

/** A paragraph; a link with the words on it; a code to be typed; lines for programs to read, kept as they are. */
type MailPart = string | { link: string; words: string } | { code: string } | { lines: string }

/** One mail in one language, before it is put into plain text and HTML. */
interface MailWords {
  subject: string
  parts: MailPart[]
}

interface WrittenMail {
  subject: string
  text: string
  html: string
}

/**
 * A kind of mail, in each language a function of what stands in it. It stands in `mails/` of the area that sends it.
 *
 * ```ts
 * export const welcomeMail = mailIn<{ name: string; link: string }>({
 *   en: ({ name, link }) => ({ subject: 'Welcome', parts: [`Dear ${name},`, { link, words: 'Sign in' }] }),
 *   hi: ({ name, link }) => ({ subject: 'स्वागत है', parts: [`प्रिय ${name},`, { link, words: 'साइन इन करें' }] }),
 * })
 * await mailer.send({ messageId: run.id, to, ...welcomeMail(tenant.locale, { name, link }) })
 * ```
 */
export function mailIn<Values>(
  words: Record<MailLanguage, (values: Values) => MailWords>,
): (locale: string, values: Values) => WrittenMail {
  return (locale, values) => {
    const language = languageOf(locale)
    return writeMail(language, words[language](values))
  }
}

/** `hi-IN` is read in Hindi; whatever is not translated, in English. */
export function languageOf(locale: string): MailLanguage {
  return /^hi\b/i.test(locale) ? 'hi' : 'en'
}

/** Puts the words into plain text and into HTML that says the same. What people have typed is escaped. */
export function writeMail(language: MailLanguage, { subject, parts }: MailWords): WrittenMail {
  for (const part of parts) if (typeof part !== 'string' && 'link' in part) assertWebAddress(part.link)
  return {
    subject,
    text: `${parts.map(textOf).join('\n\n')}\n`,
    html: [
      `<!doctype html>`,
      `<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
      `<meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>`,
      `<body style="${style.body}"><main>`,
      ...parts.map(htmlOf),
      `</main></body></html>`,
    ].join('\n'),
  }
}

const style = {
  body: 'margin:0 auto;padding:24px;max-width:560px;font:16px/1.5 system-ui,-apple-system,sans-serif',
  small: 'font-size:14px;word-break:break-all',
  lines: 'font:13px/1.5 ui-monospace,monospace;word-break:break-all',
  code: 'font:700 28px/1.4 ui-monospace,monospace;letter-spacing:4px',
}

function textOf(part: MailPart): string {
  if (typeof part === 'string') return part
  if ('lines' in part) return part.lines
  return 'code' in part ? part.code : `${part.words}:\n${part.link}`
}

function htmlOf(part: MailPart): string {
  if (typeof part === 'string') return `<p>${withBreaks(part)}</p>`
  if ('lines' in part) return `<p style="${style.lines}">${withBreaks(part.lines)}</p>`
  if ('code' in part) return `<p style="${style.code}">${escapeHtml(part.code)}</p>`
  const link = escapeHtml(part.link)
  // The address itself, too: for whoever reads on one device and signs in on another.
  return `<p><a href="${link}"><strong>${escapeHtml(part.words)}</strong></a></p>\n<p style="${style.small}">${link}</p>`
}

const withBreaks = (text: string) => escapeHtml(text).replace(/\r?\n/g, '<br>')

function assertWebAddress(link: string): void {
  if (!/^https?:$/.test(URL.parse(link)?.protocol ?? '') || /\s/.test(link)) {
    throw new Error('A link in a mail must be a web address')
  }
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
