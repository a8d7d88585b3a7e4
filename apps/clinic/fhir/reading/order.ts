import { kindOfFile } from './paths.ts'

/** What others point to, by the names that exports of lines give their files. */
const firstNames = [
  /^(Patient|Practitioner|Organization|Location|Medication)\b/,
  /^Encounter\b/,
  /^Observation\b/,
]

/**
 * Patients before contacts before findings, else as it was: then everything finds what it points to at the first go. A
 * tar archive cannot be put in order.
 */
export function inGoodOrder<File extends { path: string }>(files: readonly File[]): File[] {
  return files.toSorted((one, other) => rankOf(one) - rankOf(other))
}

function rankOf({ path }: { path: string }): number {
  const name = path.split('/').at(-1)!
  const rank = kindOfFile(name) === 'ndjson' ? firstNames.findIndex((each) => each.test(name)) : -1
  return rank < 0 ? firstNames.length : rank
}
