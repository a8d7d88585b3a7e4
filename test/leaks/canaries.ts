import { randomInt } from 'node:crypto'
import { inflateSync } from 'node:zlib'

/** Words of one tenant that nothing else holds. Each is planted once, so that one that turns up says whence it leaked. */
export interface Canaries {
  /** A new word, and where it is put. */
  plant(where: string): string
  /** Where the words had been planted that stand in these bytes, however they are written there. */
  foundIn(bytes: string | Uint8Array): string[]
  count(): number
}

const letters = (count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join('')

/** Letters alone, because names, searches and addresses take them as they are. */
export function makeCanaries(): Canaries {
  const start = `zq${letters(4)}`
  const form = new RegExp(`${start}[a-z]{8}`, 'g')
  const places = new Map<string, string>()
  return {
    plant: (where) => {
      const word = `${start}${letters(8)}`
      places.set(word, where)
      return word
    },
    foundIn: (bytes) => {
      const words = new Set(readable(bytes).flatMap((text) => text.toLowerCase().match(form) ?? []))
      return [...words].map((word) => places.get(word) ?? word)
    },
    count: () => places.size,
  }
}

/** Bytes as they are, and as they read once what is in Base64, or in the streams of a PDF, is taken out of its form. */
function readable(bytes: string | Uint8Array): string[] {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1')
  const packed = (text.match(/[\w+/-]{16,}/g) ?? []).map((run) =>
    Buffer.from(run, 'base64').toString('latin1'),
  )
  return [text, packed.join('\n'), ...(text.startsWith('%PDF-') ? textsOfPdf(text) : [])]
}

/** What is printed in a PDF, read by the table of each font in it: the right one is among them. */
function textsOfPdf(pdf: string): string[] {
  const streams = [...pdf.matchAll(/stream\r?\n(.*?)\r?\nendstream/gs)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
    } catch {
      return body
    }
  })
  const printed = streams.flatMap((stream) =>
    [...stream.matchAll(/\[([^\]]*)\]\s*TJ/g)].map(([, parts = '']) =>
      [...parts.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex]) => hex).join(''),
    ),
  )
  const single = printed.map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
  return [single.join('\n'), ...streams.map((stream) => readBy(lettersOfFont(stream), printed))]
}

/** Glyph → letters, as a font's `ToUnicode` says (ISO 32000, 9.10.3). */
function lettersOfFont(stream: string): Map<number, string> {
  const found = new Map<number, string>()
  for (const [, first = '', listed = ''] of stream.matchAll(
    /<([0-9a-f]{4})>\s*<[0-9a-f]{4}>\s*\[([^\]]*)\]/gi,
  )) {
    for (const [at, [, hex = '']] of [...listed.matchAll(/<([0-9a-f]+)>/gi)].entries()) {
      found.set(Number.parseInt(first, 16) + at, Buffer.from(hex, 'hex').swap16().toString('utf16le'))
    }
  }
  return found
}

function readBy(font: ReadonlyMap<number, string>, printed: readonly string[]): string {
  if (font.size === 0) return ''
  return printed
    .map((hex) =>
      (hex.match(/.{4}/g) ?? []).map((glyph) => font.get(Number.parseInt(glyph, 16)) ?? '').join(''),
    )
    .join('\n')
}
