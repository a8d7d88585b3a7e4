import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'

/** One column of a printed table. Its share of the width follows from `weight`. */
interface PrintedColumn {
  title: string
  weight: number
  align: 'left' | 'right'
}

interface PrintedTable {
  title: string
  /** Lines below the title: whose it is, of which days. */
  subtitles: readonly string[]
  columns: readonly PrintedColumn[]
  rows: readonly (readonly string[])[]
  /** Stands in bold below the rows. */
  totals?: readonly string[]
  /** `Page 1 of 3` in the reader's words. */
  pageWords(page: number, pages: number): string
}

const margin = 40
const fontSize = 9
const padding = 4

/** A table on A4 pages, its header on each of them. Names may be in Latin or Devanagari letters; ₹ is among the signs. */
export async function writePdf(table: PrintedTable): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin, bufferPages: true, info: { Title: table.title } })
  const pieces: Buffer[] = []
  doc.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((resolve, reject) => doc.once('end', resolve).once('error', reject))
  for (const [name, file] of Object.entries(fontFiles)) doc.registerFont(name, file)

  writeRuns(doc, table.title, { size: 16, bold: true, x: margin, y: margin, width: widthOf(doc) })
  let y = margin + 26
  for (const line of table.subtitles) {
    writeRuns(doc, line, { size: fontSize, bold: false, x: margin, y, width: widthOf(doc) })
    y += 14
  }
  y = writeRow(doc, table, headerOf(table), { y: y + 8, bold: true })
  const bottom = doc.page.height - margin - 24
  const body = [
    ...table.rows.map((cells) => ({ cells, bold: false })),
    ...(table.totals ? [{ cells: table.totals, bold: true }] : []),
  ]
  for (const { cells, bold } of body) {
    if (y + rowHeight(doc, table, cells) > bottom) {
      doc.addPage()
      y = writeRow(doc, table, headerOf(table), { y: margin, bold: true })
    }
    y = writeRow(doc, table, cells, { y, bold })
  }
  const { count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page)
    const words = table.pageWords(page + 1, count)
    // Below the margin a line would begin another page.
    doc.page.margins.bottom = 0
    writeRuns(doc, words, {
      size: 8,
      bold: false,
      x: margin,
      y: doc.page.height - margin + 4,
      width: widthOf(doc),
    })
  }
  doc.end()
  await ended
  return Buffer.concat(pieces)
}

const headerOf = ({ columns }: PrintedTable) => columns.map(({ title }) => title)
const widthOf = (doc: PDFKit.PDFDocument) => doc.page.width - 2 * margin

function widthsOf(doc: PDFKit.PDFDocument, columns: readonly PrintedColumn[]): number[] {
  const all = columns.reduce((sum, { weight }) => sum + weight, 0)
  return columns.map(({ weight }) => (widthOf(doc) * weight) / all)
}

/** Text that is too long for its column goes on below, so a row is as high as its longest cell. */
function rowHeight(doc: PDFKit.PDFDocument, { columns }: PrintedTable, cells: readonly string[]): number {
  const widths = widthsOf(doc, columns)
  doc.font('latin').fontSize(fontSize)
  const heights = cells.map((cell, at) =>
    doc.heightOfString(cell || ' ', { width: widths[at]! - 2 * padding }),
  )
  return Math.max(...heights) + 2 * padding
}

function writeRow(
  doc: PDFKit.PDFDocument,
  table: PrintedTable,
  cells: readonly string[],
  { y, bold }: { y: number; bold: boolean },
): number {
  const widths = widthsOf(doc, table.columns)
  const height = rowHeight(doc, table, cells)
  let x = margin
  for (const [at, cell] of cells.entries()) {
    const width = widths[at]! - 2 * padding
    const { align } = table.columns[at]!
    writeRuns(doc, cell, { size: fontSize, bold, x: x + padding, y: y + padding, width, align })
    x += widths[at]!
  }
  const under = y + height
  doc
    .moveTo(margin, under)
    .lineTo(margin + widthOf(doc), under)
    .lineWidth(0.4)
    .strokeColor('#bbbbbb')
    .stroke()
  return under
}

interface Place {
  size: number
  bold: boolean
  x: number
  y: number
  width: number
  align?: 'left' | 'right'
}

/** A font knows one script: text is written run by run, each in the font that has its letters. */
function writeRuns(
  doc: PDFKit.PDFDocument,
  text: string,
  { size, bold, x, y, width, align = 'left' }: Place,
) {
  const runs = runsOf(text)
  doc.fontSize(size).fillColor('#000000')
  const font = (script: Script) => doc.font(bold ? `${script} bold` : script)
  const [only] = runs
  if (runs.length <= 1) {
    font(only?.script ?? 'latin').text(only?.text ?? '', x, y, { width, align })
    return
  }
  const widths = runs.map((run) => font(run.script).widthOfString(run.text))
  const whole = widths.reduce((sum, each) => sum + each, 0)
  if (whole > width) {
    for (const [at, run] of runs.entries()) {
      const continued = at < runs.length - 1
      if (at === 0) font(run.script).text(run.text, x, y, { width, continued })
      else font(run.script).text(run.text, { continued })
    }
    return
  }
  let from = align === 'right' ? x + width - whole : x
  for (const [at, run] of runs.entries()) {
    font(run.script).text(run.text, from, y, { lineBreak: false })
    from += widths[at]!
  }
}

type Script = 'latin' | 'latin-ext' | 'devanagari'

/** What no font here has is shown to be missing. */
const missing = '\u25A1'

function runsOf(text: string): { script: Script; text: string }[] {
  const runs: { script: Script; text: string }[] = []
  for (const letter of text.normalize('NFC')) {
    const script = scriptOf(letter.codePointAt(0)!)
    const written = script ? letter : missing
    const last = runs.at(-1)
    // A space keeps to the run before it.
    if (last && (last.script === (script ?? 'latin-ext') || letter === ' ')) last.text += written
    else runs.push({ script: script ?? 'latin-ext', text: written })
  }
  return runs
}

function scriptOf(code: number): Script | undefined {
  if (code === 0x20b9) return 'latin-ext'
  if ((code >= 0x900 && code <= 0x97f) || code === 0x200c || code === 0x200d) return 'devanagari'
  if (code <= 0xff || (code >= 0x2000 && code <= 0x206f) || code === 0x20ac) return 'latin'
  if ((code >= 0x100 && code <= 0x2af) || (code >= 0x1e00 && code <= 0x1eff)) return 'latin-ext'
  return undefined
}

const files = join(
  dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans/package.json')),
  'files',
)
const fontFiles = Object.fromEntries(
  (['latin', 'latin-ext', 'devanagari'] as const).flatMap((script) => [
    [script, join(files, `noto-sans-${script}-400-normal.woff`)],
    [`${script} bold`, join(files, `noto-sans-${script}-700-normal.woff`)],
  ]),
)
