import { Problem } from '#contract/call.ts'
import { AbsentFile } from './preload-helper.ts'

/** A script that cannot come any more in this window: the server runs a release that does not have it. */
export class OutdatedScript extends Error {
  readonly file: string

  constructor(file: string, cause: unknown) {
    super(`${file} is not there any more`, { cause })
    this.name = 'OutdatedScript'
    this.file = file
  }
}

/** Imports what is loaded only when it is needed, and says why it did not come: `unreachable`, or an `OutdatedScript`. */
export async function loadScript<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if (cause instanceof AbsentFile && !cause.isGone) throw new Problem({ cause })
    if (cause instanceof AbsentFile) throw new OutdatedScript(cause.file, cause)
    // All of it came, and still it does not run here.
    reportError(cause)
    throw new OutdatedScript(String(cause), cause)
  }
}
