/** The moment at which a day of the calendar begins in a zone: `2026-11-21` in Asia/Kolkata is `2026-11-20T18:30:00.000Z`. */
export function startOfDay(day: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  // What a clock there shows, read as if it were UTC; twice, for the nights in which clocks are changed.
  const shownAt = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`)
  let at = wanted
  for (let round = 0; round < 2; round++) at -= shownAt(at) - wanted
  return new Date(at).toISOString()
}
