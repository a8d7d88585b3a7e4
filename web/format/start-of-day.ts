const dayMs = 86_400_000

/** The moment at which a day of the calendar begins in a zone: `2026-11-21` in Asia/Kolkata is `2026-11-20T18:30:00.000Z`. */
export function startOfDay(day: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  // What a clock there shows, read as if it were UTC.
  const shownAt = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`)
  const [before, after] = [wanted - dayMs, wanted + dayMs].map((at) => wanted - (shownAt(at) - at)) as [
    number,
    number,
  ]
  // Clocks that are changed at midnight show it twice, of which the first counts, or go from 23:59 to 1:00.
  const midnight = [before, after].find((at) => shownAt(at) === wanted)
  return new Date(midnight ?? before).toISOString()
}
