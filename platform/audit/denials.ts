import type { Tenant } from '@tenantry/tenancy'
import type { AuditEvent } from './events.ts'

/** An attempt that was refused. */
export interface Denial {
  /** At whose address; null at the platform's own. */
  tenant: Tenant | null
  event: AuditEvent
}

const minuteMs = 60_000
/** More different ones in a minute are counted together: somebody is trying everything, and that is what matters. */
const mostKinds = 500

/**
 * Keeps a flood of refused requests from filling the disk: the first of a kind is written at once, those that follow
 * within the minute are one event with their count.
 */
export class Denials {
  readonly #write: (denial: Denial) => void
  readonly #counted = new Map<string, Denial & { count: number }>()
  #timer: NodeJS.Timeout | undefined

  constructor(write: (denial: Denial) => void) {
    this.#write = write
  }

  note(denial: Denial): void {
    const { tenant, event } = denial
    const { author, action } = event
    const key = [tenant?.id, author.id ?? author.ip, action, event.detail.code].join(' ')
    const known = this.#counted.get(key) ?? this.#overflow(tenant, event)
    if (known) {
      known.count++
      return
    }
    this.#counted.set(key, { ...denial, count: 0 })
    this.#timer ??= setTimeout(() => this.flush(), minuteMs).unref()
    this.#write(denial)
  }

  /** Writes the counts of this minute and begins the next. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const counted = [...this.#counted.values()]
    this.#counted.clear()
    for (const { count, tenant, event } of counted) {
      if (count === 0) continue
      this.#write({ tenant, event: { ...event, detail: { ...event.detail, repeated: count } } })
    }
  }

  #overflow(tenant: Denial['tenant'], event: AuditEvent) {
    if (this.#counted.size < mostKinds) return undefined
    const key = `${tenant?.id} others`
    const known = this.#counted.get(key)
    if (known) return known
    const { author } = event
    const nobody = { ...author, kind: 'visitor', id: null, name: null, roles: [], sessionId: null } as const
    const about = { entity: 'request', entityId: null, patientId: null }
    const others = {
      tenant,
      event: { ...event, ...about, author: nobody, action: 'requests', detail: {} },
      count: 0,
    }
    this.#counted.set(key, others)
    return others
  }
}
