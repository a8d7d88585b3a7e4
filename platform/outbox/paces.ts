/** What is done in one transaction holds its locks so long, about. */
const togetherMs = 30
/** However quick: what fails is done again one by one. */
const mostTogether = 32
/** Where nothing is known yet, nothing is presumed. */
const unknownMs = 1_000

/** How long jobs usually take, by their name and over all. */
export class Paces {
  readonly #byName = new Map<string, number>()
  #usualMs = unknownMs

  /** So many jobs of the name took so long, one after the other. */
  note(name: string, jobs: number, ms: number): void {
    const each = ms / jobs
    const known = this.#byName.get(name)
    this.#byName.set(name, known === undefined ? each : known * 0.9 + each * 0.1)
    this.#usualMs = this.#usualMs * 0.9 + each * 0.1
  }

  /** How many jobs are begun within a time, with so many at once. */
  begunWithin(ms: number, concurrency: number): number {
    return Math.floor((concurrency * ms) / this.#usualMs)
  }

  /** How many jobs of a name one transaction may hold. */
  together(name: string): number {
    const known = this.#byName.get(name) ?? unknownMs
    return Math.max(1, Math.min(mostTogether, Math.floor(togetherMs / known)))
  }
}
