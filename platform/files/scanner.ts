/** Looks for viruses in what goes by. */
export interface Scanner {
  begin(): Promise<Scan>
}

/** The scan of one file. */
interface Scan {
  write(chunk: Uint8Array): Promise<void>
  /** Throws `FileRefused` where something was found. */
  finish(): Promise<void>
  /** Ends it, wherever it is. */
  close(): void
}
