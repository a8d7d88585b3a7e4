/** Something a check would report, that is meant to be so. */
export interface Allowance {
  check: string
  /** As the check names it. */
  object: string
  /** Why it is no fault. */
  reason: string
}

/** The kernel's own; a product gives its further ones to `verifyFleet`. One that nothing needs is itself reported. */
export const kernelAllowances: readonly Allowance[] = [
  {
    check: 'L04',
    object: 'fence.migrations',
    reason: 'The ledger of this database: which migrations have run, no tenant’s business. Read only.',
  },
  {
    check: 'L15',
    object: 'fence.tenant()',
    reason:
      'Checks the signed context with keys that the fenced login must not read; answers the tenant it proved.',
  },
  {
    check: 'L15',
    object: 'fence.database_id()',
    reason:
      'Answers the identity of this database, which is no secret; the table it stands in also says nothing else.',
  },
  {
    check: 'L27',
    object: 'insert control.operator_actions',
    reason:
      'Written by whoever enters a tenant without being its member, before it is entered; never changed.',
  },
]
