import { Parser } from 'pg-protocol/dist/parser.js'

/** The message that carries one row. */
const dataRow = 0x44

/**
 * A row as it came, not decoded yet. There is one for each connection, which is told of each row in turn: what is to be
 * kept of a row has to be taken while it is handed over.
 */
export class RowBytes {
  readonly name = 'dataRow'
  bytes: Buffer = Buffer.alloc(0)
  /** Where the first column begins: its length in four bytes, -1 for null, then its text. */
  start = 0
  /** Of the whole row. */
  length = 0

  /** The columns as pg's own queries want them. */
  get fields(): (string | null)[] {
    const { bytes } = this
    const fields: (string | null)[] = []
    const count = bytes.readInt16BE(this.start - 2)
    for (let at = this.start; fields.length < count; ) {
      const length = bytes.readInt32BE(at)
      at += 4
      fields.push(length < 0 ? null : bytes.toString('utf8', at, at + length))
      at += Math.max(length, 0)
    }
    return fields
  }
}

/** What of pg's protocol connection is touched here. Not in pg's types. */
interface WireConnection {
  attachListeners(stream: NodeJS.ReadableStream): void
  emit(event: string, message: unknown): void
}

/** The inner side of pg's parser, which is private in its types. */
interface OpenParser {
  parse(bytes: Buffer, callback: (message: { name: string }) => void): void
  handlePacket(offset: number, code: number, length: number, bytes: Buffer): { name: string }
}

/**
 * Lets a connection hand over rows as bytes, for their queries to decode: pg would make a string of every value first,
 * of which a list that is written as JSON needs none. To be called before the connection is opened.
 */
export function handOverBytes(connection: WireConnection): void {
  connection.attachListeners = (stream) => {
    const parser = new Parser() as unknown as OpenParser // see OpenParser
    const inherited = parser.handlePacket
    const row = new RowBytes()
    parser.handlePacket = (offset, code, length, bytes) => {
      if (code !== dataRow) return inherited.call(parser, offset, code, length, bytes)
      row.bytes = bytes
      row.start = offset + 2
      row.length = length
      return row
    }
    const announce = (message: { name: string }) =>
      connection.emit(message.name === 'error' ? 'errorMessage' : message.name, message)
    stream.on('data', (bytes: Buffer) => parser.parse(bytes, announce))
  }
}
