import { randomBytes } from 'node:crypto'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openClinicFiles } from './test/clinic-files.ts'
import { writeZip } from './test/write-zip.ts'

const clinic = openClinicFiles()

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const document = (more: Parameters<typeof writeZip>[0] = []) =>
  writeZip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'word/document.xml', content: '<w:document/>' },
    ...more,
  ])
const pixel = () =>
  sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
/** Larger than what is looked at of a beginning. */
const noise = () =>
  sharp(randomBytes(64 * 64 * 3), { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer()
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const html = '<!doctype html><script>alert(document.domain)</script>'

describe('what could run is not kept', () => {
  test.each([
    ['an SVG', 'x.svg', svg, 'image/svg+xml'],
    ['a page', 'x.html', html, 'text/html'],
    ['XHTML', 'x.xhtml', html, 'application/xhtml+xml'],
    ['a script', 'x.js', 'alert(1)', 'text/javascript'],
    ['a program', 'x.exe', 'MZ', 'application/octet-stream'],
    ['a document with macros', 'x.docm', 'PK', 'application/vnd.ms-word.document.macroEnabled.12'],
    ['an archive', 'x.zip', 'PK', 'application/zip'],
  ])('%s is refused before a byte of it is sent', async (_what, name, content, type) => {
    await clinic.leavesNothing(async () => {
      for (const answer of [
        await clinic.ada.upload(name, content, type),
        await clinic.ada.upload(name, content),
      ])
        expect([answer.statusCode, answer.json().code]).toEqual([415, 'file_type_unknown'])
    })
  })

  test.each([
    ['a picture that begins a page as well', async () => ['x.gif', `GIF89a/*${html}*/`]],
    [
      'a picture with an archive behind it',
      async () => ['x.png', Buffer.concat([await pixel(), document()])],
    ],
    [
      'a PDF with an archive behind it',
      async () => ['x.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n%%EOF\n'), document()])],
    ],
    [
      'a large picture with an archive behind it',
      async () => ['x.png', Buffer.concat([await noise(), document()])],
    ],
    ['a page before a PDF', async () => ['x.pdf', `${html}\n%PDF-1.7\n`]],
    ['a PDF in a picture', async () => ['x.gif', 'GIF89a\x01\x00\x01\x00%PDF-1.7\n']],
    ['a page as text', async () => ['x.txt', html]],
    ['an SVG as text', async () => ['x.csv', ` \n${svg}`]],
    [
      'a document with a macro',
      async () => ['x.docx', document([{ name: 'word/vbaProject.bin', content: 'x' }])],
    ],
    [
      'a document with a program',
      async () => ['x.docx', document([{ name: 'word/embeddings/a.exe', content: 'MZ' }])],
    ],
  ] as [string, () => Promise<[string, string | Buffer]>][])('%s is refused', async (_what, make) => {
    const [name, content] = await make()
    await clinic.leavesNothing(async () => {
      const answer = await clinic.ada.upload(name, content)
      expect(answer.json().code).toMatch(/^file_(unsafe|type_mismatch)$/)
    })
  })
})

describe('a file is what its content, its name and its sender say alike', () => {
  test('name and sender contradict each other', async () => {
    for (const [name, type] of [
      ['x.png', 'image/jpeg'],
      ['x.pdf', 'text/plain'],
      ['x.docx', 'application/pdf'],
      ['x.png.txt', 'image/png'],
      ['png', 'image/png'],
    ] as const) {
      const answer = await clinic.ada.announce(name, 10, type)
      expect([name, answer.json().code]).toEqual([name, 'file_type_mismatch'])
    }
  })

  test.each([
    ['x.jpg', async () => pixel()],
    ['x.pdf', async () => pixel()],
    ['x.png', async () => Buffer.from('plain text')],
    ['x.txt', async () => Buffer.from([0x4d, 0x5a, 0, 1])],
    ['x.docx', async () => Buffer.from('no archive')],
    ['x.docx', async () => writeZip([{ name: 'xl/workbook.xml', content: '<x/>' }])],
    ['x.docx', async () => document().subarray(0, -10)],
    ['x.dcm', async () => Buffer.alloc(200)],
    ['x.mp4', async () => Buffer.from('%PDF-1.7')],
  ] as [string, () => Promise<Buffer>][])('content that is no %s', async (name, make) => {
    const content = await make()
    await clinic.leavesNothing(async () => {
      expect((await clinic.ada.upload(name, content)).json().code).toBe('file_type_mismatch')
    })
  })

  test('an honest one of each is kept', async () => {
    expect((await clinic.ada.keep('a.png', await pixel())).type).toBe('image/png')
    expect((await clinic.ada.keep('a.docx', document())).type).toBe(docx)
    expect((await clinic.ada.keep('a.csv', 'name,age\nAda,36\n')).type).toBe('text/csv')
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(100)])
    expect((await clinic.ada.keep('a.dcm', dicom)).type).toBe('application/dicom')
  })
})

describe('a bomb is not unpacked to be found', () => {
  const zeros = deflateRawSync(Buffer.alloc(32 * 1024 ** 2))
  test.each([
    ['a document of zeros', () => document([{ name: 'word/a.xml', packed: zeros, size: 32 * 1024 ** 2 }])],
    [
      'a document that says it is huge',
      () => document([{ name: 'word/a.xml', packed: zeros, size: 2 ** 31 }]),
    ],
    ['a document with an archive in it', () => document([{ name: 'word/42.zip', content: 'PK' }])],
    [
      'a document with ten thousand files',
      () => document(Array.from({ length: 10_000 }, (_, at) => ({ name: `word/${at}`, content: '' }))),
    ],
    [
      'a document whose files share their bytes',
      () =>
        document([
          { name: 'word/a.xml', packed: zeros, size: zeros.length },
          ...Array.from({ length: 50 }, (_, at) => ({
            name: `word/${at}.xml`,
            packed: zeros,
            size: zeros.length,
            sharesWithPrevious: true,
          })),
        ]),
    ],
  ])('%s', async (_what, make) => {
    const bomb = make()
    await clinic.leavesNothing(async () => {
      const answer = await clinic.ada.upload('bomb.docx', bomb)
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'file_unsafe'])
    })
  })

  test('a picture of 60,000 by 60,000 pixels', async () => {
    const bomb = hugePng(60_000, 60_000)
    const before = process.memoryUsage().rss
    await clinic.leavesNothing(async () => {
      expect((await clinic.ada.upload('bomb.png', bomb)).json().code).toMatch(/^file_/)
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2)
  })

  /** A PNG whose header says a size that its data does not have. */
  function hugePng(width: number, height: number) {
    const chunk = (name: string, body: Buffer) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(body.length)
      const named = Buffer.concat([Buffer.from(name), body])
      const check = Buffer.alloc(4)
      check.writeUInt32BE(crc32(named))
      return Buffer.concat([length, named, check])
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    header[8] = 8
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(1000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }
})
