import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const bytesOfId = 16
/** Random bytes for many ids at once: asking for sixteen at a time costs more than all the rest of an id. */
const stock = Buffer.alloc(bytesOfId * 256)
let used = stock.length

let lastMillisecond = 0
let sequence = 0

/**
 * A new id: UUIDv7, so that rows made together stand together in the index. Those of one process are in the order in which
 * they were made (RFC 9562, section 6.2, method 1): within a millisecond they are counted.
 */
export function newId(): string {
  if (used === stock.length) {
    randomFillSync(stock)
    used = 0
  }
  const random = stock.subarray(used, (used += bytesOfId))
  const now = Date.now()
  if (now > lastMillisecond) {
    lastMillisecond = now
    // The highest bit is left free to count up to.
    sequence = random.readUInt32BE(6) >>> 1
  } else sequence++
  return v7({ random, msecs: lastMillisecond, seq: sequence })
}
