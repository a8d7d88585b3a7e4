import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import type { ReadableFile } from './check-office.ts'
import { FileRefused } from './file-refused.ts'

/** A scan of A3 at 600 dpi has 70 million. */
export const mostPixels = 100_000_000

// Pictures of many people at once would take the memory of all others.
const atOnce = 2
let working = 0
const waiting: (() => void)[] = []

/** Reads how large a picture would be, without drawing it; throws `FileRefused`. */
export function checkImage(file: ReadableFile): Promise<void> {
  return inTurn(async () => {
    const picture = await buffer(file.read({ start: 0, end: file.sizeBytes }))
    const {
      width,
      height,
      pages = 1,
    } = await sharp(picture, { limitInputPixels: false })
      .metadata()
      .catch((cause: unknown) => {
        throw new FileRefused('damaged', { cause })
      })
    if (width * height * pages > mostPixels) throw new FileRefused('bomb')
  })
}

/** Does what holds a whole picture in memory, a few at a time. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else working++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else working--
  }
}
