import { mkdtemp, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleOf, condition, patient } from '../test/bundles.ts'
import { writeTar, writeZip } from '../test/archives.ts'
import { readBundleText } from './bundle-text.ts'
import { defaultLimits, type ReadingLimits } from './limits.ts'
import { openSource, surveySource } from './source.ts'
import { unitsOf } from './units.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-fhir-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const bundle = (id: string) => bundleOf([patient(id), condition(`c-${id}`, id)])
const lines = (...resources: object[]) => resources.map((each) => JSON.stringify(each)).join('\n')

/** What a reader sees: `<path> <resources>` for what could be read, `<path>: <problem>` for what could not. */
async function read(path: string, limits: Partial<ReadingLimits> = {}, name = path.split('/').at(-1)!) {
  const all = { ...defaultLimits, ...limits }
  const source = await openSource(path, name, all)
  await surveySource(source)
  const seen: string[] = []
  for await (const file of source.files()) {
    if ('problem' in file) {
      seen.push(`${file.path}: ${file.problem}`)
      continue
    }
    for await (const unit of unitsOf({ ...file, content: await file.open() }, all)) {
      if ('problem' in unit) seen.push(`${unit.path}: ${unit.problem}`)
      else seen.push(`${unit.path} ${unit.entries.length}`)
    }
  }
  return seen
}

test('a bundle is taken apart with every token as it was written', () => {
  const { type, entries } = readBundleText(
    Buffer.from(`\uFEFF{ "resourceType" : "Bundle", "type":"collection",
      "entry": [ { "fullUrl": "urn:uuid:\\u0061", "resource": { "value" : 1.50, "text": "a  b \\" } ]", "big": 12345678901234567890 } } ] }`),
  )
  expect(type).toBe('collection')
  expect(entries).toEqual([
    { no: 1, fullUrl: 'urn:uuid:a', text: '{"value":1.50,"text":"a  b \\" } ]","big":12345678901234567890}' },
  ])
})

test.each([
  ['', 'empty'],
  ['  \n', 'empty'],
  ['[1]', 'does not hold a JSON object'],
  ['hello', 'does not hold a JSON object'],
  ['{"a":1}', 'no resourceType'],
  ['{"resourceType":"Bundle","entry":{}}', 'entry is not a list'],
  ['{"resourceType":"Bundle","entry":[1]}', 'entry 1 is not an object'],
  ['{"resourceType":"Bundle","entry":[{"resource":{"a":1', 'cut off'],
  ['{"resourceType":"Bundle","entry":[{"resource":{"a":"1', 'cut off'],
  ['{"resourceType":"Bundle"} {}', 'stands behind'],
  ['{"resourceType":"Bundle" "type":1}', 'not JSON'],
  ['{"resourceType":"Bundle",}', 'not JSON'],
  [`{"resourceType":"Bundle","x":${'['.repeat(101)}${']'.repeat(101)}}`, 'nested more than'],
])('the text %j is refused: %s', (text, reason) => {
  expect(() => readBundleText(Buffer.from(text))).toThrow(reason)
})

test('bytes that are no UTF-8 are refused', () => {
  expect(() => readBundleText(Buffer.from('{"resourceType":"\xff"}', 'latin1'))).toThrow('UTF-8')
  expect(() => readBundleText(Buffer.from('{"resourceType":"Patient"}', 'utf16le'))).toThrow()
})

test('white space never makes two tokens one', () => {
  const { entries } = readBundleText(Buffer.from('{"resourceType":"Patient","a":[1 2]}'))
  expect(() => JSON.parse(entries[0]!.text!)).toThrow()
})

test('all formats give the same units', async () => {
  const files = [
    { name: 'a.json', content: bundle('a') },
    { name: 'deep/b.json', content: bundle('b') },
    { name: 'c.ndjson', content: lines(patient('c'), condition('cc', 'c'), JSON.parse(bundle('d'))) },
  ]
  const expected = ['a.json 2', 'c.ndjson 2', 'c.ndjson 2', 'deep/b.json 2']
  await writeZip(at('x.zip'), files)
  await writeTar(at('x.tar.gz'), files)
  await mkdir(at('x/deep'), { recursive: true })
  for (const { name, content } of files) await writeFile(at(`x/${name}`), content)
  expect((await read(at('x.zip'))).sort()).toEqual(expected)
  expect((await read(at('x.tar.gz'))).sort()).toEqual(expected)
  expect(await read(at('x'))).toEqual(expected)
})

test('a single file is known by its name, and without one by its content', async () => {
  await writeFile(at('one'), bundle('a'))
  await writeFile(at('many'), lines(patient('a'), patient('b')))
  await writeFile(at('zipped'), gzipSync(lines(patient('a'), patient('b'))))
  expect(await read(at('one'))).toEqual(['one 2'])
  expect(await read(at('many'))).toEqual(['many 2'])
  expect(await read(at('zipped'))).toEqual(['zipped 2'])
  expect(await read(at('zipped'), {}, 'export.ndjson.gz')).toEqual(['export.ndjson.gz 2'])
})

test('lines are taken in groups, and a bad one says which it is', async () => {
  const good = Array.from({ length: 450 }, (_, i) => patient(`p${i}`))
  await writeFile(at('many.ndjson'), `${lines(...good)}\n\n{"resourceType":\n`)
  expect(await read(at('many.ndjson'))).toEqual(['many.ndjson 200', 'many.ndjson 200', 'many.ndjson 51'])
})

test('damaged and foreign files are told with their reason, and the others are read', async () => {
  const files = [
    { name: 'a.json', content: bundle('a') },
    { name: 'cut.json', content: bundle('b').slice(0, 200) },
    { name: 'list.json', content: '[]' },
    { name: 'photo.jpg', content: 'x' },
    { name: 'inner.zip', content: 'PK' },
    { name: '__MACOSX/._a.json', content: 'x' },
    { name: '.DS_Store', content: 'x' },
    { name: 'z.json', content: bundle('z') },
  ]
  const expected = [
    'a.json 2',
    'cut.json: the file ends too early: it was cut off',
    'inner.zip: an archive inside is not opened: import it by itself',
    'list.json: not FHIR: the file does not hold a JSON object',
    'photo.jpg: not read: neither .json nor .ndjson',
    'z.json 2',
  ]
  await writeZip(at('mixed.zip'), files)
  await writeTar(at('mixed.tar.gz'), files)
  await mkdir(at('mixed/__MACOSX'), { recursive: true })
  for (const { name, content } of files) await writeFile(at(`mixed/${name}`), content)
  expect((await read(at('mixed.zip'))).sort()).toEqual(expected)
  expect((await read(at('mixed.tar.gz'))).sort()).toEqual(expected)
  expect((await read(at('mixed'))).sort()).toEqual(expected)
})

test.each([
  ['../evil.json', 'leads out of it'],
  ['ok/../../evil.json', 'leads out of it'],
  ['/etc/evil.json', 'absolute path'],
  ['C:/evil.json', 'absolute path'],
  ['..\\evil.json', 'leads out of it'],
  ['evil\u0007.json', 'control characters'],
  [`${'long/'.repeat(300)}evil.json`, 'too long'],
])('an archive with a path like %.20j is refused: %s', async (name, reason) => {
  const files = [
    { name: 'good.json', content: bundle('a') },
    { name, content: bundle('b') },
  ]
  await writeZip(at('evil.zip'), files)
  await writeTar(at('evil.tar.gz'), files)
  await expect(read(at('evil.zip'))).rejects.toThrow(reason)
  await expect(read(at('evil.tar.gz'))).rejects.toThrow(reason)
})

test('an archive with a link is refused, in a folder a link is passed over', async () => {
  const files = [
    { name: 'good.json', content: bundle('a') },
    { name: 'passwd.json', linkTo: '/etc/passwd' },
  ]
  await writeZip(at('link.zip'), files)
  await writeTar(at('link.tar.gz'), files)
  await writeTar(at('device.tar.gz'), [{ name: 'x.json', type: 'fifo' }])
  await expect(read(at('link.zip'))).rejects.toThrow('holds a link')
  await expect(read(at('link.tar.gz'))).rejects.toThrow('holds a link')
  await expect(read(at('device.tar.gz'))).rejects.toThrow('not a file')
  await mkdir(at('linked'))
  await writeFile(at('linked/good.json'), bundle('a'))
  await symlink('/etc/passwd', at('linked/passwd.json'))
  await symlink('..', at('linked/round'))
  expect(await read(at('linked'))).toEqual([
    'good.json 2',
    'passwd.json: links are not followed',
    'round: links are not followed',
  ])
})

test('archives of too many, too large or too well packed files are refused before anything is read', async () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ name: `${i}.json`, content: '{}' }))
  await writeZip(at('many.zip'), many)
  await writeTar(at('many.tar.gz'), many)
  await expect(read(at('many.zip'), { entries: 20 })).rejects.toThrow('more than 20 files')
  await expect(read(at('many.tar.gz'), { entries: 20 })).rejects.toThrow('more than 20 files')

  const bomb = [{ name: 'bomb.json', content: Buffer.alloc(8 * 1024 ** 2, 0x20) }]
  await writeZip(at('bomb.zip'), bomb)
  await writeTar(at('bomb.tar.gz'), bomb)
  await expect(read(at('bomb.zip'))).rejects.toThrow('200 times its size')
  await expect(read(at('bomb.tar.gz'))).rejects.toThrow('200 times its size')
  await expect(read(at('bomb.zip'), { totalBytes: 1024 ** 2, ratio: 1e6 })).rejects.toThrow('more than 1 MB')
  await expect(read(at('bomb.tar.gz'), { totalBytes: 1024 ** 2, ratio: 1e6 })).rejects.toThrow(
    'more than 1 MB',
  )

  await writeFile(at('bomb.json.gz'), gzipSync(Buffer.alloc(64 * 1024 ** 2, 0x20)))
  await expect(read(at('bomb.json.gz'))).rejects.toThrow('200 times its size')
})

test('an archive whose directory lies about sizes is not believed', async () => {
  await writeZip(at('liar.zip'), [{ name: 'liar.json', content: bundle('a'), claimedSize: 10 }])
  const [problem] = await read(at('liar.zip'))
  expect(problem).toMatch(/^liar\.json: /)
})

test('a file larger than a bundle may be is told, a locked one too', async () => {
  await writeZip(at('large.zip'), [
    { name: 'large.json', content: bundle('a').padEnd(3000) },
    { name: 'locked.json', content: bundle('a'), encrypted: true },
    { name: 'z.ndjson', content: `${JSON.stringify(patient('b'))}\n${' '.repeat(300_000)}x` },
  ])
  expect(await read(at('large.zip'), { bundleBytes: 2000, ratio: 1e6 })).toEqual([
    expect.stringMatching(/^large\.json: the file is larger than/),
    'locked.json: the file is locked with a password',
    expect.stringMatching(/^z\.ndjson: line 2 is larger than/),
  ])
})

test('archives that are cut off: a zip is refused, of a tar what stood before is read', async () => {
  const files = [
    { name: 'a.json', content: bundle('a') },
    { name: 'b.json', content: Array.from({ length: 4000 }, () => Math.random()).join() },
  ]
  await writeZip(at('cut.zip'), files)
  await truncate(at('cut.zip'), 2000)
  await expect(read(at('cut.zip'))).rejects.toThrow('damaged or cut off')
  await writeTar(at('cut.tar.gz'), files)
  await truncate(at('cut.tar.gz'), 20_000)
  const seen = await read(at('cut.tar.gz'))
  expect(seen[0]).toBe('a.json 2')
  expect(seen.slice(1).join()).toContain('cut off')
})

test('what is not there, or empty, is said by name', async () => {
  await writeFile(at('empty.json'), '')
  await expect(read(at('nowhere.json'))).rejects.toThrow('there is no such file')
  await expect(read(at('empty.json'))).rejects.toThrow('the file is empty')
})
