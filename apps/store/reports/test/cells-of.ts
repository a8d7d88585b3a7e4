import { Readable } from 'node:stream'
import exceljs from 'exceljs'

/** Every cell as its text, as a spreadsheet reads the file. */
export async function cellsOf(csv: string): Promise<unknown[][]> {
  const sheet = await new exceljs.Workbook().csv.read(Readable.from(csv), { map: (value: string) => value })
  return (sheet.getSheetValues() as unknown[][]).slice(1).map((row) => row.slice(1))
}
