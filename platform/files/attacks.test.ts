import { randomBytes } from 'node:crypto'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { once } from 'node:events'
import { type IncomingMessage, request as connect } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { storageLimitOf } from './storage-usage.ts'
import { filesOfPatient, type PatientFiles, storedPaths } from './test/clinic-files.ts'
import { writeZip } from './test/write-zip.ts'

const deployment = openDeployment()
let doctor: Visitor
let ada: PatientFiles
beforeAll(async () => {
  doctor = await deployment.signIn('acme', 'doctor')
  ada = await filesOfPatient(doctor)
})

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

/** Nothing lies in the storage afterwards that did not before, and no storage is taken. */
async function leavesNothing(work: () => Promise<void>) {
  const used = async () => (await doctor.get(ada.url)).json().storage.usedBytes as number
  const before = [await storedPaths(deployment), await used()]
  await work()
  expect([await storedPaths(deployment), await used()]).toEqual(before)
}

describe('row 53: what could run is not kept', () => {
  test.each([
    ['an SVG', 'x.svg', svg, 'image/svg+xml'],
    ['a page', 'x.html', html, 'text/html'],
    ['XHTML', 'x.xhtml', html, 'application/xhtml+xml'],
    ['a script', 'x.js', 'alert(1)', 'text/javascript'],
    ['a program', 'x.exe', 'MZ', 'application/octet-stream'],
    ['a document with macros', 'x.docm', 'PK', 'application/vnd.ms-word.document.macroEnabled.12'],
    ['an archive', 'x.zip', 'PK', 'application/zip'],
  ])('%s is refused before a byte of it is sent', async (_what, name, content, type) => {
    await leavesNothing(async () => {
      for (const answer of [await ada.upload(name, content, type), await ada.upload(name, content)])
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
    await leavesNothing(async () => {
      const answer = await ada.upload(name, content)
      expect(answer.json().code).toMatch(/^file_(unsafe|type_mismatch)$/)
    })
  })
})

describe('row 54: a file is what its content, its name and its sender say alike', () => {
  test('name and sender contradict each other', async () => {
    for (const [name, type] of [
      ['x.png', 'image/jpeg'],
      ['x.pdf', 'text/plain'],
      ['x.docx', 'application/pdf'],
      ['x.png.txt', 'image/png'],
      ['png', 'image/png'],
    ] as const) {
      const answer = await ada.announce(name, 10, type)
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
    await leavesNothing(async () => {
      expect((await ada.upload(name, content)).json().code).toBe('file_type_mismatch')
    })
  })

  test('an honest one of each is kept', async () => {
    expect((await ada.keep('a.png', await pixel())).type).toBe('image/png')
    expect((await ada.keep('a.docx', document())).type).toBe(docx)
    expect((await ada.keep('a.csv', 'name,age\nAda,36\n')).type).toBe('text/csv')
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(100)])
    expect((await ada.keep('a.dcm', dicom)).type).toBe('application/dicom')
  })
})

describe('row 55: a name leads nowhere', () => {
  test.each([
    ['../../../etc/passwd.txt', 'passwd.txt'],
    ['..\\..\\windows\\system.txt', 'system.txt'],
    ['/etc/cron.d/root.txt', 'root.txt'],
    ['%2e%2e%2f%2e%2e%2fx.txt', '%2e%2e%2f%2e%2e%2fx.txt'],
    ['C:\\x.txt', 'x.txt'],
    ['CON.txt', 'CON.txt'],
    ['invoice\u202Etxt.exe.txt', 'invoicetxt.exe.txt'],
    ['a\r\nSet-Cookie: sid=1\r\n.txt', 'aSet-Cookie: sid=1.txt'],
    [`${'ä'.repeat(400)}.txt`, `${'ä'.repeat(251)}.txt`],
    ['a"; filename="b.exe.txt', 'a"; filename="b.exe.txt'],
    ['\u0908\u092e\u0947\u0932 \u{1F600}.txt', '\u0908\u092e\u0947\u0932 \u{1F600}.txt'],
  ])('%j is called %j', async (given, called) => {
    const kept = await ada.keep(given, `of ${called}`)
    expect(kept.name).toBe(called)
    const { headers, body } = await doctor.get(`${ada.url}/${kept.id}/content`)
    expect(body).toBe(`of ${called}`)
    const disposition = String(headers['content-disposition'])
    expect(disposition).toMatch(
      /^attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8''[A-Za-z0-9%!&+^`|~#$._-]+$/,
    )
    expect(decodeURIComponent(disposition.split("''")[1]!)).toBe(called)
    expect(Object.keys(headers)).not.toContain('set-cookie')
    for (const path of await storedPaths(deployment))
      expect(path).toMatch(/^tenants\/[0-9a-f-]{36}\/[a-z-]+\/[0-9a-f-]{36}$/)
  })

  test('NUL is refused, and no id leads to a path', async () => {
    expect((await ada.announce('a\0.txt', 1)).statusCode).toBe(400)
    for (const id of ['..', '..%2f..%2fmaster.key', '%00', 'tenants'])
      expect((await doctor.get(`${ada.url}/${id}/content`)).statusCode).toBe(404)
  })
})

describe('row 57: a bomb is not unpacked to be found', () => {
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
    await leavesNothing(async () => {
      const answer = await ada.upload('bomb.docx', bomb)
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'file_unsafe'])
    })
  })

  test('a picture of 60,000 by 60,000 pixels', async () => {
    const bomb = hugePng(60_000, 60_000)
    const before = process.memoryUsage().rss
    await leavesNothing(async () => {
      expect((await ada.upload('bomb.png', bomb)).json().code).toMatch(/^file_/)
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

describe('row 58: more than was announced, or than there is room for', () => {
  test('a type that is too large is refused before a byte of it is sent', async () => {
    await leavesNothing(async () => {
      expect((await ada.announce('x.png', 51 * 1024 ** 2)).json()).toMatchObject({
        code: 'too_large',
        field: 'sizeBytes',
      })
    })
  })

  test('a stream without an end is cut where the announced size ends, and memory does not grow with it', async () => {
    const announced = (await ada.announce('x.txt', 10 * 1024 ** 2)).json()
    const block = Buffer.alloc(64 * 1024, 'a')
    let sent = 0
    function* endless() {
      for (; sent < 5 * 1024 ** 3; sent += block.length) yield block
    }
    const before = process.memoryUsage().rss
    const answer = await sendOverTheNetwork(`${ada.url}/${announced.id}/content`, endless())
    expect([answer.status, answer.code]).toEqual([413, 'too_large'])
    expect(sent).toBeLessThan(30 * 1024 ** 2)
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2)
    expect((await doctor.get(`${ada.url}/${announced.id}`)).json().receivedBytes).toBe(0)
    await doctor.delete(`${ada.url}/${announced.id}`)
  })

  /** As a client does that goes on sending until it is cut off. */
  async function sendOverTheNetwork(url: string, body: Iterable<Buffer>) {
    const origin = await deployment.app.listen({ host: '127.0.0.1', port: 0 })
    const request = connect(`${origin}${doctor.base}/api${url}`, {
      method: 'PUT',
      headers: {
        host: 'localhost:8080',
        cookie: doctor.cookie!,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/octet-stream',
        'transfer-encoding': 'chunked',
      },
    })
    // It is cut off while it still sends.
    request.on('error', () => {})
    const answered = once(request, 'response') as Promise<[IncomingMessage]>
    Readable.from(body, { objectMode: false }).pipe(request)
    const [response] = await answered
    const { code } = JSON.parse(await text(response)) as { code: string }
    request.destroy()
    return { status: response.statusCode, code }
  }

  test('fifty at once cannot pass the quota', async () => {
    const owner = await deployment.signIn('globex', 'owner')
    const bob = await filesOfPatient(owner, 'Bob')
    const limit = storageLimitOf(deployment.tenant('globex'))
    const share = Math.floor(limit / 8)
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => bob.announce(`${at}.dcm`, share)))
    const statuses = answers.map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 201)).toHaveLength(8)
    for (const refused of answers.filter(({ statusCode }) => statusCode !== 201))
      expect(refused.json()).toMatchObject({ code: 'storage_quota_exceeded', figures: { limitBytes: limit } })
    expect((await owner.get(bob.url)).json().storage.usedBytes).toBe(8 * share)
  })

  test('an upload whose sender goes away leaves nothing', async () => {
    const announced = (await ada.announce('x.txt', 1000)).json()
    const paths = await storedPaths(deployment)
    async function* broken() {
      yield Buffer.alloc(100, 'a')
      throw new Error('the line broke')
    }
    await doctor
      .request({
        method: 'PUT',
        url: `${ada.url}/${announced.id}/content`,
        headers: { 'content-type': 'application/octet-stream' },
        payload: Readable.from(broken(), { objectMode: false }),
      })
      .catch(() => undefined)
    expect(await storedPaths(deployment)).toEqual(paths)
    const kept = await ada.send(announced.id, Buffer.alloc(1000, 'b'))
    expect(kept.json().state).toBe('ready')
  })
})

test('nothing of another tenant is in the lists, the answers, the storage or the log of a tenant', async () => {
  const owner = await deployment.signIn('globex', 'owner')
  const bob = await filesOfPatient(owner, 'Canary7741')
  const theirs = { id: '' }
  // The quota is used up by the test before.
  for (const { id } of (await owner.get(`${bob.url}`)).json().items) await owner.delete(`${bob.url}/${id}`)
  const solo = await deployment.signIn('solo', 'owner')
  const carol = await filesOfPatient(solo, 'Carol')
  theirs.id = (await carol.keep('canary7741.txt', 'canary7741 canary7741')).id
  const token = (await solo.post(`${carol.url}/${theirs.id}/links`, { disposition: 'attachment' })).json()
    .token
  const answers = await Promise.all([
    doctor.get(ada.url),
    doctor.get(carol.url),
    doctor.get(`${ada.url}/${theirs.id}`),
    doctor.get(`${ada.url}/${theirs.id}/content`),
    doctor.get(`${ada.url}/${theirs.id}/thumbnail`),
    doctor.get(`${carol.url}/${theirs.id}/content`),
    doctor.get(`/file-links?token=${token}`),
  ])
  for (const { body, headers } of answers) expect(body + JSON.stringify(headers)).not.toContain('canary7741')
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 404, 404, 404, 404, 403])
  expect(deployment.log()).not.toContain('canary7741')
  const folder = `tenants/${deployment.tenant('solo').id}/`
  expect((await storedPaths(deployment)).some((path) => path.startsWith(folder))).toBe(true)
})
