import type { CountRow } from './fhir.tables.ts'

type Fate = 'created' | 'updated' | 'unchanged' | 'failed'

const places: Record<Fate, 1 | 2 | 3 | 4> = { created: 1, updated: 2, unchanged: 3, failed: 4 }

/** What became of resources, by type. Each that is counted was read, so the sums always close. */
export class Counts {
  readonly types: Record<string, CountRow>

  constructor(types: Record<string, CountRow> = {}) {
    this.types = Object.fromEntries(Object.entries(types).map(([type, row]) => [type, [...row]]))
  }

  add(type: string, fate: Fate): void {
    const row = (this.types[type] ??= [0, 0, 0, 0, 0])
    row[0]++
    row[places[fate]]++
  }

  /** A new object, so that a transaction that fails leaves these as they were. */
  plus(other: Counts): Counts {
    const sum = new Counts(this.types)
    for (const [type, row] of Object.entries(other.types)) {
      const into = (sum.types[type] ??= [0, 0, 0, 0, 0])
      for (const [i, count] of row.entries()) into[i]! += count
    }
    return sum
  }

  columns() {
    const rows = Object.values(this.types)
    const sum = (place: number) => rows.reduce((total, row) => total + row[place]!, 0)
    return {
      readCount: sum(0),
      createdCount: sum(1),
      updatedCount: sum(2),
      unchangedCount: sum(3),
      failedCount: sum(4),
    }
  }
}
