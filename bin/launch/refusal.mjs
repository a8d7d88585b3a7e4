/** Something that only the person at the terminal can mend; its message is one sentence that says how. */
export class Refusal extends Error {}

/** A sentence for the faults of files and networks that any step may meet; the stack for everything else. */
export function explain(error) {
  const where = error?.path ? ` (${error.path})` : ''
  switch (error?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full${where}: free about 1 GB and start again.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `This folder may not be written to${where}: start as the user it belongs to, or clone the repository to a folder of your own.`
    default:
      return error?.stack ?? String(error)
  }
}
