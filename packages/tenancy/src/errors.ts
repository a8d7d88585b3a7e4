export type TenancyErrorCode =
  | 'no_tenant'
  | 'tenant_not_ready'
  | 'tenant_suspended'
  | 'tenant_closed'
  | 'handle_closed'
  | 'unscoped_query'
  | 'unreadable_row'
  | 'rolled_back'
  | 'timeout'
  | 'aborted'
  | 'busy'
  | 'database_unavailable'
  | 'outcome_unknown'
  | 'login_too_strong'
  | 'server_too_old'
  | 'schema_unknown'
  | 'server_unknown'
  | 'database_taken'
  | 'not_pending'
  | 'migration_changed'
  | 'slug_taken'
  | 'invalid_tenant'
  | 'unknown_tenant'

/** Every refusal of the kernel's own. What the database itself refuses arrives as its `DatabaseError`. */
export class TenancyError extends Error {
  readonly code: TenancyErrorCode

  constructor(code: TenancyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TenancyError'
    this.code = code
  }
}
