import { createHash } from 'node:crypto'

/** What is stored of a token: whoever reads the table has none that opens anything. */
export function hashOfToken(token: string) {
  return createHash('sha256').update(token).digest()
}
