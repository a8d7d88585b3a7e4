import { createHash } from 'node:crypto'

/** One text for one value, whatever order its fields come in. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, each]) => each !== undefined)
  const named = fields.sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${named.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(',')}}`
}

/** The root of a Merkle tree (RFC 6962) over these values, in this order. There must be one. */
export function merkleRoot(values: readonly unknown[]): string {
  let level = values.map((value) => sha256('\0', canonicalJson(value)))
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [one, other] = [level[at]!, level[at + 1]]
      // An odd one out moves up as it is.
      next.push(other ? sha256('\x01', one, other) : one)
    }
    level = next
  }
  return level[0]!.toString('hex')
}

function sha256(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
