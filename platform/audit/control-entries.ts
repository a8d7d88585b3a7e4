import type { ControlDb } from '@tenantry/tenancy'
import { type Entry, eventOf, isNobodysNothing, openEntry } from './entries.ts'
import { recordControlEvent } from './events.ts'

/** A control database whose transactions are remembered. */
interface AuditedControl<Tables> {
  control: ControlDb<Tables>
  /** Has one of them been committed? */
  isWritten(): boolean
}

/**
 * Gives a request a control database of its own, which writes what the request is remembered as with the commit of each
 * transaction: with the change, or not at all. `entry` makes a fresh one each time.
 */
export function auditedControl<Tables>(
  control: ControlDb<Tables>,
  tenantId: string | null,
  entry: () => Entry,
): AuditedControl<Tables> {
  let written = false
  return {
    isWritten: () => written,
    control: {
      read: (work, options) => control.read(work, options),
      run: async (work, options) => {
        const result = await control.run(async (tx) => {
          const opened = entry()
          openEntry(tx, opened)
          const done = await work(tx)
          if (!isNobodysNothing(opened)) await recordControlEvent(tx, { ...eventOf(opened), tenantId })
          return done
        }, options)
        written = true
        return result
      },
    },
  }
}
