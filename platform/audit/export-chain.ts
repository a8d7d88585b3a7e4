import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { KeyObject } from 'node:crypto'
import type { Anchor } from './anchors.ts'
import type { Head, Verdict } from './chain-check.ts'
import type { Ground } from './grounds.ts'
import { readEvents, readSeals } from './read-chain.ts'
import type { Seal, SealedEvent } from './seals.ts'
import { verifyChain } from './verify-chain.ts'

type Source = Ground['source']

/** One line of an export. */
type ExportLine =
  | { type: 'audit'; format: 1; tenantId: string; slug: string; publicKey: string }
  | ({ type: 'seal'; source: Source } & Seal)
  | ({ type: 'event'; source: Source } & SealedEvent)
  | ({ type: 'head' } & Anchor)

interface Heading {
  tenantId: string
  slug: string
  publicKey: string
  anchors: readonly Anchor[]
}

/** Everything that is remembered of a tenant, with what proves it: links first, so that what comes meanwhile is young. */
export async function* exportChain(grounds: readonly Ground[], heading: Heading): AsyncGenerator<ExportLine> {
  const { anchors, ...who } = heading
  yield { type: 'audit', format: 1, ...who }
  for (const anchor of anchors) yield { type: 'head', ...anchor }
  for (const ground of grounds) {
    const { source } = ground
    for await (const page of readSeals(ground)) {
      for (const seal of page) yield { type: 'seal', source, ...seal }
    }
    for await (const page of readEvents(ground)) {
      for (const event of page) yield { type: 'event', source, ...event }
    }
  }
}

/** An export as the text of a file. A thousand lines go together: each alone would be a packet of its own. */
export async function* linesOf(lines: AsyncIterable<ExportLine>): AsyncGenerator<string> {
  let text = ''
  let count = 0
  for await (const line of lines) {
    text += `${JSON.stringify(line)}\n`
    if (++count % 1_000 > 0) continue
    yield text
    text = ''
  }
  if (text) yield text
}

/** A file that is no export of an audit. */
export class NoExport extends Error {}

/**
 * Verifies an exported file: no database is asked, and nothing but the key is believed. `kept` are heads from elsewhere, a
 * mail say, that have to be in it.
 */
export async function verifyExport(
  file: string,
  key: KeyObject,
  kept: readonly (Head & { source: Source })[] = [],
): Promise<{ slug: string; sources: Record<Source, Verdict> }> {
  const sources = { data: newChain(), control: newChain() }
  let header: Extract<ExportLine, { type: 'audit' }> | undefined
  let no = 0
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    no++
    const line = readLine(text, no)
    if (line.type === 'audit') header = line
    else if (line.type === 'head') sources[line.source].anchors.push(line)
    else if (line.type === 'seal') sources[line.source].seals.push(line)
    else sources[line.source].events.push(eventOf(line))
  }
  if (!header) throw new NoExport('the file does not begin as an export does')
  const { tenantId, slug } = header
  const verdictOf = (source: Source) => {
    const { anchors, ...chain } = sources[source]
    const own = kept.filter((head) => head.source === source)
    return verifyChain({ tenantId, ...chain, anchors: [...anchors, ...own] }, key)
  }
  return { slug, sources: { data: verdictOf('data'), control: verdictOf('control') } }
}

/** The event alone, as it was sealed. */
function eventOf({ type: _, source: __, ...event }: Extract<ExportLine, { type: 'event' }>): SealedEvent {
  return event as SealedEvent // what is left of the line
}

const newChain = () => ({ events: [] as SealedEvent[], seals: [] as Seal[], anchors: [] as Anchor[] })
const kinds = new Set(['audit', 'head', 'seal', 'event'])

function readLine(text: string, no: number): ExportLine {
  try {
    const line = JSON.parse(text) as ExportLine
    const isKnown =
      kinds.has(line.type) && (line.type === 'audit' || ['data', 'control'].includes(line.source))
    if (isKnown) return line
  } catch {
    // Said below, with the number of the line.
  }
  throw new NoExport(`line ${no} is no line of an export`)
}
