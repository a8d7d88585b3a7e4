import type { Head } from './chain-check.ts'
import type { Ground } from './grounds.ts'

/** A head of a chain as somebody has kept it. */
export interface KeptHead extends Head {
  source: Ground['source']
}

/** A head as people keep it: three short lines that no mail program breaks. */
export const headText = ({ source, n, hash, signature }: KeptHead) => `${source} ${n}\n${hash}\n${signature}`

const written = /\b(data|control)\s+(\d{1,9})\s+([0-9a-f]{64})\s+([A-Za-z0-9+/]{86}==)/g

/**
 * The heads in whatever they were kept in: a mail as it was saved or as its text was copied, or the file of heads of a data
 * folder.
 */
export function headsIn(text: string): KeptHead[] {
  const readings = [text, unquoted(text), ...decodedParts(text)]
  const found = readings.flatMap((reading) => [...inWords(reading), ...inLines(reading)])
  return [...new Map(found.map((head) => [headText(head), head])).values()]
}

function inWords(text: string): KeptHead[] {
  return [...text.matchAll(written)].map(([, source, n, hash, signature]) => ({
    source: source as KeptHead['source'], // the pattern knows these two words
    n: Number(n),
    hash: hash!,
    signature: signature!,
  }))
}

/** As `audit-heads.ndjson` holds them. */
function inLines(text: string): KeptHead[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{') || !line.endsWith('}')) return []
    const { source, n, hash, signature } = JSON.parse(line) as KeptHead
    return signature ? [{ source, n, hash, signature }] : []
  })
}

/** Quoted-printable, as most mails are sent. */
function unquoted(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Base64, as mails in Hindi are. */
function decodedParts(text: string): string[] {
  const parts = text.match(/(?:^[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]*={0,2}/gm) ?? []
  return parts.map((part) => Buffer.from(part, 'base64').toString('utf8'))
}
