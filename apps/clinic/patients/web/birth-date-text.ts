/**
 * Reads a birth date as people type it: `17/5/1981`, `17051981`, `5/1981`, `1981`, `1981-05-17`. The order of day
 * and month is the locale's. What is no day of the calendar is `undefined`.
 */
export function readBirthDate(typed: string, locale: string): string | undefined {
  const text = typed.trim()
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text)
  if (iso) return build(iso[1], iso[2], iso[3])
  const grouped = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text)
  if (grouped) {
    const [, first, second, year] = grouped
    return dayComesFirst(locale) ? build(year, second, first) : build(year, first, second)
  }
  const month = /^(\d{1,2})[/. -](\d{4})$/.exec(text)
  return month ? build(month[2], month[1]) : undefined
}

/** A stored date as it is to be typed again: `17/05/1981`, `05/1981`, `1981`. */
export function writeBirthDate(date: string | null, locale: string) {
  if (!date) return ''
  const [year, month, day] = date.split('-')
  if (!month) return year ?? ''
  if (!day) return `${month}/${year}`
  return dayComesFirst(locale) ? `${day}/${month}/${year}` : `${month}/${day}/${year}`
}

function build(year = '', month?: string, day?: string) {
  if (!/^[12]\d{3}$/.test(year)) return undefined
  if (!month) return year
  const padded = month.padStart(2, '0')
  if (Number(month) < 1 || Number(month) > 12) return undefined
  if (!day) return `${year}-${padded}`
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number(day) < 1 || Number(day) > lastDay) return undefined
  return `${year}-${padded}-${day.padStart(2, '0')}`
}

function dayComesFirst(locale: string) {
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: 'short' })
    .formatToParts(0)
    .map(({ type }) => type)
  return parts.indexOf('day') < parts.indexOf('month')
}
