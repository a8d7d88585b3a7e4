/** What the address of the page says: a link to it shows the same view. */
export interface AuditSearch {
  /** Whose chart: `/audit?patient=…` is who opened it. */
  patient?: string
  actor?: string
  /** The beginning of an action: `patients`. */
  action?: string
  outcome?: 'success' | 'denied' | 'failed'
  /** Days of the tenant's calendar, both included. */
  from?: string
  to?: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const day = /^\d{4}-\d\d-\d\d$/
const words = /^[a-z][a-z0-9_.]{0,99}$/

/** Reads the address; what it does not know is left out, not refused. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const { patient, actor, action, outcome, from, to } = search
  const fits = (value: unknown, pattern: RegExp): value is string =>
    typeof value === 'string' && pattern.test(value)
  return {
    ...(fits(patient, uuid) && { patient }),
    ...(fits(actor, uuid) && { actor }),
    ...(fits(action, words) && { action }),
    ...((outcome === 'success' || outcome === 'denied' || outcome === 'failed') && { outcome }),
    ...(fits(from, day) && { from }),
    ...(fits(to, day) && { to }),
  }
}
