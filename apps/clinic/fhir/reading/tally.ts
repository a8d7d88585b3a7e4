import { megabytes, ratioCountsFromBytes, type ReadingLimits, SourceRefused } from './limits.ts'

/** Counts what a source holds, and refuses it where that is too much. */
export class Tally {
  readonly #limits: ReadingLimits
  readonly #name: string
  #entries = 0
  #bytes = 0

  constructor(name: string, limits: ReadingLimits) {
    this.#name = name
    this.#limits = limits
  }

  /** One more, or as many as an archive's own directory says. */
  addEntries(count: number): void {
    this.#entries += count
    const { entries } = this.#limits
    if (this.#entries > entries) this.#refuse(`it holds more than ${entries.toLocaleString('en')} files`)
  }

  /** Unpacked bytes; with `packed`, what they came from so far. */
  addBytes(bytes: number, packed?: number): void {
    this.#bytes += bytes
    const { totalBytes } = this.#limits
    if (this.#bytes > totalBytes) this.#refuse(`it unpacks to more than ${megabytes(totalBytes)}`)
    if (packed !== undefined) this.checkRatio(this.#bytes, packed)
  }

  checkRatio(unpacked: number, packed: number, path = this.#name): void {
    if (unpacked < ratioCountsFromBytes || unpacked <= packed * this.#limits.ratio) return
    throw new SourceRefused(path, `it unpacks to more than ${this.#limits.ratio} times its size`)
  }

  #refuse(reason: string): never {
    throw new SourceRefused(this.#name, reason)
  }
}
