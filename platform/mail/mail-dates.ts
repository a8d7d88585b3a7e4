import { languageOf } from './write-mail.ts'

interface Reading {
  locale: string
  timeZone: string
}

/** A day as the reader of a mail calls it, in the zone of his clinic or shop: `5 December 2026`. */
export function dayInMail(at: string, reading: Reading): string {
  return format(at, reading, { dateStyle: 'long' })
}

/** The same with the time and the zone. */
export function momentInMail(at: string, reading: Reading): string {
  const date: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' }
  return format(at, reading, { ...date, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' })
}

function format(at: string, { locale, timeZone }: Reading, options: Intl.DateTimeFormatOptions) {
  const language = languageOf(locale) === 'hi' ? 'hi-IN' : 'en-IN'
  return new Intl.DateTimeFormat(language, { timeZone, ...options }).format(new Date(at))
}
