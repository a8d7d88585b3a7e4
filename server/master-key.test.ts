import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { readMasterKey } from './master-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = () => readMasterKey(readConfig({ TENANTRY_DATA: folder }))
const file = () => join(folder, 'master.key')

test('the first start makes a key, which the next one reads', () => {
  const key = read()
  expect(key).toHaveLength(32)
  expect(read()).toEqual(key)
})

test.skipIf(process.platform === 'win32')('nobody but its owner reads the key, and nobody writes it', () => {
  read()
  expect(statSync(file()).mode & 0o777).toBe(0o400)
})

test('databases without their key are a loss, and get no new one', () => {
  mkdirSync(join(folder, 'postgres', 'cluster'), { recursive: true })
  expect(read).toThrow(/master\.key is missing/)
  expect(() => statSync(file())).toThrow(/ENOENT/)
})

test('a damaged key is named', () => {
  writeFileSync(file(), 'abc')
  expect(read).toThrow(/is damaged/)
})
