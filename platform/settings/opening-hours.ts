import type { OpenHours } from './offices.contract.ts'

/** In the order of the week; what ends as another begins is still two. */
export function sortHours(hours: readonly OpenHours[]): OpenHours[] {
  return hours.toSorted((one, other) => one.day - other.day || compare(one.from, other.from))
}

/** The place, in the list as it was given, of what ends before it begins or overlaps another; -1 where all is well. */
export function findWrongHours(hours: readonly OpenHours[]): number {
  const wrong = hours.find(({ from, to }) => from >= to)
  if (wrong) return hours.indexOf(wrong)
  const sorted = sortHours(hours)
  const overlapping = sorted.find((each, at) => {
    const before = sorted[at - 1]
    return before?.day === each.day && before.to > each.from
  })
  return overlapping ? hours.indexOf(overlapping) : -1
}

function compare(one: string, other: string) {
  return one < other ? -1 : one > other ? 1 : 0
}
