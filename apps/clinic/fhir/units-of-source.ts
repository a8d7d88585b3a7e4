import { type PreparedUnit, prepareUnit } from './prepare.ts'
import type { ReadingLimits } from './reading/limits.ts'
import type { Source } from './reading/source.ts'
import { type Unit, type UnitProblem, unitsOf } from './reading/units.ts'

/**
 * The units of a source, prepared, one ahead of whoever takes them: while the database writes one, the next is read.
 * Files and bundles that cannot be read come as problems. `isWanted` saves the preparation of those that are not.
 */
export function unitsOfSource(
  source: Source,
  limits: ReadingLimits,
  isWanted: (unit: Unit) => boolean,
): AsyncGenerator<PreparedUnit | UnitProblem> {
  return oneAhead(preparedUnits(source, limits, isWanted))
}

async function* preparedUnits(source: Source, limits: ReadingLimits, isWanted: (unit: Unit) => boolean) {
  const parts = new Map<string, number>()
  for await (const file of source.files()) {
    if ('problem' in file) {
      yield file
      continue
    }
    // A tar archive may hold a path twice; their units go on counting.
    const before = parts.get(file.path) ?? 0
    const { path, kind } = file
    for await (const unit of unitsOf({ path, kind, content: await file.open() }, limits)) {
      if ('problem' in unit) yield unit
      else {
        const numbered = { ...unit, part: before + unit.part }
        parts.set(path, numbered.part)
        if (isWanted(numbered)) yield await prepareUnit(numbered)
      }
    }
  }
}

async function* oneAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next()
  try {
    for (;;) {
      const { done, value } = await next
      if (done) return
      next = items.next()
      // Looked at when its turn comes; until then its failure is nobody's.
      next.catch(() => {})
      yield value
    }
  } finally {
    await next.catch(() => {})
    await items.return(undefined)
  }
}
