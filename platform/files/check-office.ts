import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl'
import { FileRefused } from './file-refused.ts'
import type { ByteRange } from './storage.ts'

/** A file whose parts can be read. */
export interface ReadableFile {
  sizeBytes: number
  read(range: ByteRange): AsyncIterable<Uint8Array>
}

const mostEntries = 10_000
const mostUnpacked = 1024 ** 3
/** Text packs well, thirty times and more; nothing honest packs this well. */
const mostRatio = 200
const smallBytes = 10 * 1024 ** 2

const markers: Readonly<Record<string, RegExp>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': /^word\/document\d*\.xml$/,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': /^xl\/workbook\d*\.xml$/,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': /^ppt\/presentation\d*\.xml$/,
  'application/vnd.oasis.opendocument.text': /^content\.xml$/,
  'application/vnd.oasis.opendocument.spreadsheet': /^content\.xml$/,
}
const archives = /\.(?:zip|jar|7z|rar|gz|tgz|bz2|xz|zst|tar|cab|iso|apk)$/i
const programs = /(?:^|\/)vbaProject[^/]*\.bin$|\.(?:exe|dll|js|vbs|scr|bat|cmd|ps1|hta|html?|svg|class)$/i

/** Looks through the directory of an office document, which is an archive, without unpacking it; throws `FileRefused`. */
export async function checkOffice(type: string, file: ReadableFile): Promise<void> {
  let unpacked = 0
  let packed = 0
  let isMarked = false
  let count = 0
  for await (const entry of entriesOf(file)) {
    unpacked += entry.uncompressedSize
    packed += entry.compressedSize
    if (++count > mostEntries || unpacked > mostUnpacked) throw new FileRefused('bomb')
    if (archives.test(entry.fileName)) throw new FileRefused('bomb')
    if (programs.test(entry.fileName)) throw new FileRefused('active_content')
    isMarked ||= markers[type]!.test(entry.fileName)
  }
  // Entries that share their bytes unpack to much more than the directory lets think.
  if (packed > file.sizeBytes) throw new FileRefused('bomb')
  if (unpacked > smallBytes && unpacked > mostRatio * file.sizeBytes) throw new FileRefused('bomb')
  if (!isMarked) throw new FileRefused('type_mismatch')
}

async function* entriesOf(file: ReadableFile): AsyncGenerator<Entry> {
  let zip: ZipFile
  try {
    zip = await openZip(file)
  } catch (cause) {
    throw new FileRefused('damaged', { cause })
  }
  if (zip.entryCount > mostEntries) throw new FileRefused('bomb')
  const next = () =>
    new Promise<Entry | undefined>((resolve, reject) => {
      const done = () => zip.removeAllListeners()
      zip.once('entry', (entry: Entry) => resolve((done(), entry)))
      zip.once('end', () => resolve((done(), undefined)))
      zip.once('error', (cause: Error) => reject((done(), new FileRefused('damaged', { cause }))))
      zip.readEntry()
    })
  for (let entry = await next(); entry; entry = await next()) yield entry
}

function openZip(file: ReadableFile): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(
      new RangeReader(file),
      file.sizeBytes,
      // `strictFileNames`, because a backslash or a path upwards has no business in a document.
      { lazyEntries: true, strictFileNames: true, autoClose: false },
      (error, zip) => (error ? reject(error) : resolve(zip)),
    )
  })
}

// The directory is asked for in a hundred thousand small parts, and each would cost a reading of the storage.
const blockBytes = 256 * 1024

class RangeReader extends RandomAccessReader {
  readonly #file: ReadableFile
  #block = { start: 0, bytes: Buffer.alloc(0) }

  constructor(file: ReadableFile) {
    super()
    this.#file = file
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#read(start, end), { objectMode: false })
  }

  async *#read(start: number, end: number) {
    for (let at = start; at < end; ) {
      const { start: from, bytes } = this.#block
      if (at < from || at >= from + bytes.length) {
        const until = Math.min(at + blockBytes, this.#file.sizeBytes)
        this.#block = { start: at, bytes: await buffer(this.#file.read({ start: at, end: until })) }
        continue
      }
      const part = bytes.subarray(at - from, end - from)
      at += part.length
      yield part
    }
  }
}
