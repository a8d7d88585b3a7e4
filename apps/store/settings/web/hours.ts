/** `21:05`, as the clocks of a zone show it. */
export function timeIn(timeZone: string, now = new Date()): string {
  const shown = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  return new Intl.DateTimeFormat('en-GB', shown).format(now)
}

/** Is it between two times of the day, the first one included? From 20:00 until 06:00 goes over midnight; one alone is nothing. */
export function isWithin(time: string, from: string | null, until: string | null): boolean {
  if (from === null || until === null) return false
  return from <= until ? from <= time && time < until : from <= time || time < until
}
