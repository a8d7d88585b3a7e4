type LocalPostgresFault =
  | 'unsupported_platform'
  | 'cannot_run_as_root'
  | 'already_running'
  | 'other_version'
  | 'port_taken'
  | 'disk_full'
  | 'not_writable'
  | 'not_started'

/** Says in one sentence what is wrong and what to do; shown to the person at the terminal as it is. */
export class LocalPostgresError extends Error {
  readonly code: LocalPostgresFault

  constructor(code: LocalPostgresFault, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'LocalPostgresError'
    this.code = code
  }
}
