import { createHash } from 'node:crypto'

/** What is known of a migration once it has run; the ledger of each database keeps it. */
export interface LedgerRow {
  module: string
  number: number
  checksum: string
  /** It only adds: the release before it may go on serving. */
  expand: boolean
}

/**
 * What a database has reached: for each module its level, and the earlier levels whose releases may still serve it,
 * newest first. A level is `<number>:<hash over the module's migrations up to it>`, or `0` for none.
 */
export type Schema = Readonly<Record<string, readonly string[]>>

export function schemaOf(rows: readonly LedgerRow[]): Schema {
  const modules = Map.groupBy(rows, ({ module }) => module)
  return Object.fromEntries([...modules].map(([module, own]) => [module, levelsOf(own)]))
}

function levelsOf(rows: readonly LedgerRow[]): string[] {
  const sorted = rows.toSorted((a, b) => a.number - b.number)
  let level = '0'
  let servable: string[] = []
  for (const { number, checksum, expand } of sorted) {
    const before = expand ? [level, ...servable] : []
    level = `${number}:${sha256(`${level} ${checksum}`).slice(0, 12)}`
    servable = before
  }
  return [level, ...servable]
}

/** Why a release with the schema `expected` must not serve a database with the schema `actual`. */
export function findSchemaFault(expected: Schema, actual: Schema): string | undefined {
  if (Object.keys(actual).length === 0) return 'its database is being brought up to date'
  for (const module of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const ours = expected[module]?.[0] ?? '0'
    const theirs = actual[module] ?? ['0']
    if (theirs.includes(ours)) continue
    const [known, reached] = [numberOf(ours), numberOf(theirs[0]!)]
    if (reached < known) {
      return `its database is older than this release: ${module} has reached ${reached}, ${known} is needed`
    }
    if (reached > known) {
      return `its database is newer than this release: ${module} has reached ${reached}, ${known} is known here`
    }
    return `its database is not of this release: ${module} ${known} was made from other migrations`
  }
  return undefined
}

function numberOf(level: string): number {
  return Number.parseInt(level, 10)
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
