/** Why the content of a file is not kept. The words are stored with it. */
export type RefusalReason =
  /** Its content is of another type than it was said to be. */
  | 'type_mismatch'
  /** It is two things at once, or carries what runs. */
  | 'active_content'
  /** Unpacked it would be far larger than it looks. */
  | 'bomb'
  | 'virus'
  /** It cannot be read as what it is. */
  | 'damaged'

/** The content of a file is not kept, however often it is sent. */
export class FileRefused extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, options?: ErrorOptions) {
    super(`the file is refused: ${reason}`, options)
    this.name = 'FileRefused'
    this.reason = reason
  }
}
