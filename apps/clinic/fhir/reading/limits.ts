/** What a source may be like. Whoever exceeds it gets a line that says so, not a full disk or memory. */
export interface ReadingLimits {
  /** Files and folders in an archive or below a folder. */
  entries: number
  /** Unpacked size of all files. */
  totalBytes: number
  /** A bundle, or a line of ndjson: it is held in memory while it is imported. */
  bundleBytes: number
  /** Unpacked to packed size. Pretty-printed FHIR reaches 30; a bomb needs thousands. */
  ratio: number
  /** Folders in folders. */
  folderDepth: number
}

export const defaultLimits: ReadingLimits = {
  entries: 100_000,
  totalBytes: 16 * 1024 ** 3,
  bundleBytes: 64 * 1024 ** 2,
  ratio: 200,
  folderDepth: 20,
}

/** Below this much nothing is a bomb, whatever its ratio. */
export const ratioCountsFromBytes = 1024 ** 2

/** The source as a whole is refused: nothing of it is imported. */
export class SourceRefused extends Error {
  /** The entry that is to blame, or the source itself. */
  readonly path: string

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'SourceRefused'
    this.path = path
  }
}

/** One file is not read, or not to its end; the others are. */
export class FileFault extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'FileFault'
  }
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MB`
}
