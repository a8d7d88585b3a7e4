import { fileTypeFromBuffer } from 'file-type'
import { FileRefused } from './file-refused.ts'
import { fileTypes } from './file-types.ts'

/** As many as any signature needs. */
export const firstBytes = 4_100

// What a browser that guesses would take for a page, and what begins a PDF or an archive inside of something else.
const pages = /<(?:!doctype|html|head|body|script|iframe|svg|\?xml-stylesheet|object|embed|meta|a\s)/i
const archive = 'PK\x03\x04'

/** Holds the first bytes of a file against the type that it was said to be; throws `FileRefused`. */
export async function checkFirstBytes(type: string, head: Buffer): Promise<void> {
  const { found } = fileTypes[type] ?? {}
  const start = head.toString('latin1')
  if (found === 'text') return checkText(head, start)
  if (found === 'office') {
    // Which kind of document it is, only the files inside it tell.
    if (!start.startsWith(archive)) throw new FileRefused('type_mismatch')
    return
  }
  const real = await fileTypeFromBuffer(head)
  if (real?.mime !== type) throw new FileRefused('type_mismatch')
  const rest = type === 'application/pdf' ? start.slice(5) : start
  if (type === 'application/pdf' && !start.startsWith('%PDF-')) throw new FileRefused('active_content')
  if (pages.test(start.slice(0, 1024)) || rest.includes('%PDF-') || rest.includes(archive))
    throw new FileRefused('active_content')
}

function checkText(head: Buffer, start: string) {
  if (head.includes(0) || start.startsWith(archive) || /^(?:%PDF-|MZ|#!)/.test(start)) {
    throw new FileRefused('type_mismatch')
  }
  if (pages.test(start.slice(0, 1024))) throw new FileRefused('active_content')
}

/** The end of a file that is no archive: a reader of archives looks for them there, whatever stands before. */
export function checkLastBytes(type: string, tail: Buffer): void {
  if (fileTypes[type]?.found === 'office') return
  if (tail.includes('PK\x05\x06', 0, 'latin1')) throw new FileRefused('active_content')
}

/** As far from the end as the directory of an archive may begin to be announced (APPNOTE 4.3.16). */
export const lastBytes = 22 + 65_535
