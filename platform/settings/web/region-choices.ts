/** Regions whose ways of writing dates, numbers and money people choose from; one that is set already is offered, too. */
const tags = [
  'en-IN',
  'hi-IN',
  'en-AE',
  'en-AU',
  'en-BD',
  'en-CA',
  'de-CH',
  'de-DE',
  'es-ES',
  'fr-FR',
  'en-GB',
  'en-IE',
  'it-IT',
  'ja-JP',
  'en-KE',
  'en-LK',
  'en-MY',
  'en-NG',
  'nl-NL',
  'en-NP',
  'en-NZ',
  'en-PH',
  'en-PK',
  'en-SG',
  'en-TZ',
  'en-US',
  'en-ZA',
]

// Browsers still say some zones by names that their places gave up; the database knows both.
const renamed: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Truk': 'Pacific/Chuuk',
  'Pacific/Ponape': 'Pacific/Pohnpei',
}

interface Choice {
  value: string
  label: string
}

export function localeChoices(present: string, language: string): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'language' })
  return sorted([...new Set([...tags, present])].map((value) => ({ value, label: names.of(value) ?? value })))
}

export function currencyChoices(present: string, language: string): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const codes = [...new Set([...Intl.supportedValuesOf('currency'), present])]
  return codes.sort().map((value) => ({ value, label: `${value} · ${names.of(value) ?? value}` }))
}

export function zoneChoices(present: string): Choice[] {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => renamed[zone] ?? zone)
  const known = [...new Set([...zones, 'UTC', present])].sort()
  return known.map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}

/** The days of the week by name; 1 is Monday. */
export function weekdayNames(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
  // 5 January 2026 is a Monday.
  return [5, 6, 7, 8, 9, 10, 11].map((day) => format.format(Date.UTC(2026, 0, day)))
}

function sorted(choices: Choice[]) {
  return choices.sort((one, other) => one.label.localeCompare(other.label))
}
