interface Place {
  /** `en-IN`: the person's language with the tenant's region. */
  locale: string
  timeZone: string
}

/** Writes dates, times and numbers as the tenant's people write them, wherever the browser is. */
export function makeFormats({ locale, timeZone }: Place) {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const momentDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', timeZone })
  const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const numbers = new Intl.NumberFormat(locale)
  const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const percents = new Intl.NumberFormat(locale, { style: 'percent' })
  return {
    locale,
    timeZone,
    /** A day of the calendar, `2026-11-21`: it has no zone. */
    day: (date: string) => day.format(new Date(`${date}T00:00:00Z`)),
    /** As much as is known: `1981`, `1981-05`, `1981-05-17`, or a moment, of which the day is shown. */
    partial: (date: string) => {
      if (date.includes('T')) return momentDay.format(new Date(date))
      const [year, monthOfYear, dayOfMonth] = date.split('-')
      if (!monthOfYear) return year ?? ''
      return (dayOfMonth ? day : month).format(
        new Date(`${year}-${monthOfYear}-${dayOfMonth ?? '01'}T00:00:00Z`),
      )
    },
    moment: (timestamp: string) => moment.format(new Date(timestamp)),
    dayOf: (timestamp: string) => momentDay.format(new Date(timestamp)),
    clock: (timestamp: string) => clock.format(new Date(timestamp)),
    full: (timestamp: string) => full.format(new Date(timestamp)),
    number: (value: number) => numbers.format(value),
    decimal: (value: number) => decimals.format(value),
    /** `12.4 MB`. */
    bytes: (count: number) => formatSteps(locale, count, sizes),
    /** `3 min`: how long something will take, as roughly as it is known. */
    duration: (seconds: number) => formatSteps(locale, Math.ceil(seconds), durations),
    percent: (share: number) => percents.format(share),
    ago: (timestamp: string, now = Date.now()) => ago(locale, Date.parse(timestamp) - now),
    age: (birthDate: string, on = today(timeZone)) => formatAge(locale, birthDate, on),
    today: () => today(timeZone),
  }
}

/** The calendar day it is now in a zone. */
export function today(timeZone: string, now = new Date()) {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(now)
}

/** Whole years between two days of the calendar. */
export function yearsBetween(birthDate: string, on: string) {
  return Math.floor(monthsBetween(birthDate, on) / 12)
}

/** A language and a region: Hindi in India is `hi-IN`, and English stays `en-IN`. */
export function localeOf(language: string, tenantLocale: string) {
  const region = tenantLocale.split('-')[1]
  return region ? `${language}-${region}` : language
}

function monthsBetween(from: string, to: string) {
  const [fromYear, fromMonth, fromDay] = from.split('-').map(Number) as [number, number, number]
  const [toYear, toMonth, toDay] = to.split('-').map(Number) as [number, number, number]
  return (toYear - fromYear) * 12 + toMonth - fromMonth - (toDay < fromDay ? 1 : 0)
}

/** Children under two are known by their months. A year alone counts from its first day. */
function formatAge(locale: string, birthDate: string, on: string) {
  if (birthDate.length < 10) return formatAge(locale, `${birthDate}-01-01`.slice(0, 10), on)
  const months = Math.max(0, monthsBetween(birthDate, on))
  const [value, unit] = months < 24 ? [months, 'month'] : [Math.floor(months / 12), 'year']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value as number)
}

const sizes = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
  ['byte', 1],
] as const
const durations = [
  ['hour', 5400],
  ['minute', 90],
  ['second', 1],
] as const
const lengths = { hour: 3600, minute: 60, second: 1 } as Record<string, number>

function formatSteps(locale: string, value: number, units: typeof sizes | typeof durations) {
  const [unit, from] = units.find(([, least]) => value >= least) ?? units.at(-1)!
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(unit in lengths ? Math.round(value / lengths[unit]!) : value / from)
}

const steps = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

function ago(locale: string, milliseconds: number) {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const step = steps.find(([, length]) => Math.abs(milliseconds) >= length)
  if (!step) return relative.format(Math.round(milliseconds / 1000), 'second')
  return relative.format(Math.trunc(milliseconds / step[1]), step[0])
}
