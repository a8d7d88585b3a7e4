/** A kind of file that may be uploaded. */
interface FileType {
  /** Endings of its name, the usual one first. */
  extensions: readonly string[]
  maxBytes: number
  /** How it is recognised: by its first bytes, by the files inside it, or by being readable text. */
  found: 'signature' | 'office' | 'text'
  /** Browsers can show it without running anything. */
  shows?: 'image' | 'pdf'
}

const mebibyte = 1024 ** 2
const image = { maxBytes: 50 * mebibyte, found: 'signature', shows: 'image' } as const
const office = { maxBytes: 100 * mebibyte, found: 'office' } as const
const text = { maxBytes: 20 * mebibyte, found: 'text' } as const

/** What may be uploaded, by media type. What can carry scripts, as SVG and HTML, or hides what it holds is not among them. */
export const fileTypes: Readonly<Record<string, FileType>> = {
  'image/jpeg': { ...image, extensions: ['jpg', 'jpeg', 'jfif'] },
  'image/png': { ...image, extensions: ['png'] },
  'image/webp': { ...image, extensions: ['webp'] },
  'image/gif': { ...image, extensions: ['gif'] },
  'image/heic': { maxBytes: 50 * mebibyte, found: 'signature', extensions: ['heic'] },
  'application/pdf': {
    maxBytes: 200 * mebibyte,
    found: 'signature',
    shows: 'pdf',
    extensions: ['pdf'],
  },
  'application/dicom': { maxBytes: 4096 * mebibyte, found: 'signature', extensions: ['dcm'] },
  'text/plain': { ...text, extensions: ['txt'] },
  'text/csv': { ...text, extensions: ['csv'] },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    ...office,
    extensions: ['docx'],
  },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { ...office, extensions: ['xlsx'] },
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': {
    ...office,
    extensions: ['pptx'],
  },
  'application/vnd.oasis.opendocument.text': { ...office, extensions: ['odt'] },
  'application/vnd.oasis.opendocument.spreadsheet': { ...office, extensions: ['ods'] },
  'audio/mpeg': { maxBytes: 100 * mebibyte, found: 'signature', extensions: ['mp3'] },
  'video/mp4': { maxBytes: 2048 * mebibyte, found: 'signature', extensions: ['mp4'] },
}

/** The largest file of any type. */
export const largestFileBytes = Math.max(...Object.values(fileTypes).map(({ maxBytes }) => maxBytes))

/** The ending of a name without its dot, in small letters: `scan.PDF` → `pdf`. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot < 1 ? '' : name.slice(dot + 1).toLowerCase()
}

/** The media type that a name's ending means, for senders who know no better. */
export function typeOfName(name: string): string | undefined {
  const extension = extensionOf(name)
  return Object.keys(fileTypes).find((type) => fileTypes[type]!.extensions.includes(extension))
}
