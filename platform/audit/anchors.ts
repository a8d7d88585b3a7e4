import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Seal } from './seals.ts'

/** A head of a chain, kept where the database's own administrator cannot change it. */
export interface Anchor extends Pick<Seal, 'tenantId' | 'n' | 'hash' | 'signature'> {
  source: 'data' | 'control'
  at: string
}

export interface Anchors {
  add(head: Omit<Anchor, 'at'>): void
  /** Writes what was added: at most once a minute for each chain, so that the file stays small. */
  write(): Promise<void>
  /** Writes all of it. */
  close(): Promise<void>
}

const minuteMs = 60_000

/** The file of a data folder that heads are added to. */
export const anchorFile = (dataFolder: string) => join(dataFolder, 'audit-heads.ndjson')

export function openAnchors(file: string, now = () => performance.now()): Anchors {
  const fresh = new Map<string, Omit<Anchor, 'at'>>()
  const writtenAt = new Map<string, number>()
  const write = async (isDue: (chain: string) => boolean) => {
    const due = [...fresh].filter(([chain]) => isDue(chain))
    if (due.length === 0) return
    const at = new Date().toISOString()
    const lines = due.map(([, head]) => `${JSON.stringify({ ...head, at })}\n`)
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(file, 'a', 0o600)
    try {
      await handle.appendFile(lines.join(''))
      await handle.sync()
    } finally {
      await handle.close()
    }
    for (const [chain, head] of due) {
      writtenAt.set(chain, now())
      if (fresh.get(chain) === head) fresh.delete(chain)
    }
  }
  return {
    add: (head) => void fresh.set(`${head.source} ${head.tenantId}`, head),
    write: () => write((chain) => now() - (writtenAt.get(chain) ?? Number.NEGATIVE_INFINITY) >= minuteMs),
    close: () => write(() => true),
  }
}

/** The heads of one tenant that a file holds. A last line that a crash cut short is none. */
export async function readAnchors(file: string, tenantId: string): Promise<Anchor[]> {
  if (!existsSync(file)) return []
  const anchors: Anchor[] = []
  // Line by line: the file holds the heads of all tenants and grows for years.
  const input = createReadStream(file)
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.includes(tenantId) && line.endsWith('}')) anchors.push(JSON.parse(line) as Anchor)
  }
  return anchors
}
