import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { checkImage } from './check-image.ts'
import { checkOffice, type ReadableFile } from './check-office.ts'
import { fileTypes } from './file-types.ts'
import { checkFirstBytes, checkLastBytes, firstBytes, lastBytes } from './first-bytes.ts'
import type { Scanner } from './scanner.ts'

/** What is looked at while a file's bytes go by, and once they are kept. */
interface Inspection {
  /** Hands the bytes on, and throws `FileRefused` as soon as something is wrong with them. */
  watch(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  /** Looks at what only the whole file tells. Answers what it weighed and its SHA-256. */
  finish(file: (sizeBytes: number) => ReadableFile): Promise<{ sizeBytes: number; sha256: Buffer }>
}

/** Begins to look at a file that is said to be of a type. */
export function beginInspection(type: string, scanner: Scanner | undefined): Inspection {
  const hash = createHash('sha256')
  let sizeBytes = 0

  async function* watch(bytes: AsyncIterable<Uint8Array>) {
    const scan = await scanner?.begin()
    try {
      let head: Buffer | undefined = Buffer.alloc(0)
      for await (const chunk of bytes) {
        hash.update(chunk)
        sizeBytes += chunk.length
        if (head) {
          head = Buffer.concat([head, chunk])
          if (head.length >= firstBytes) {
            await checkFirstBytes(type, head.subarray(0, firstBytes))
            head = undefined
          }
        }
        await scan?.write(chunk)
        yield chunk
      }
      if (head) await checkFirstBytes(type, head)
      await scan?.finish()
    } finally {
      scan?.close()
    }
  }

  return {
    watch,
    finish: async (fileOf) => {
      const file = fileOf(sizeBytes)
      const end = { start: Math.max(0, sizeBytes - lastBytes), end: sizeBytes }
      checkLastBytes(type, await buffer(file.read(end)))
      const { found, shows } = fileTypes[type] ?? {}
      if (found === 'office') await checkOffice(type, file)
      if (shows === 'image') await checkImage(file)
      return { sizeBytes, sha256: hash.digest() }
    },
  }
}
