import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { Refusal } from './refusal.ts'

/**
 * The key from which every data database's fence key is made: the one that is set, or the data folder's own, made at
 * the first start. It is written before the first database, so a database without it is a loss and not a beginning.
 */
export function readMasterKey({ masterKey, dataFolder }: Config): Buffer {
  if (masterKey) return masterKey
  const file = join(dataFolder, 'master.key')
  if (existsSync(file)) return parseKey(file)
  if (existsSync(join(dataFolder, 'postgres', 'cluster'))) {
    throw new Refusal(
      `The key ${file} is missing, and the databases beside it cannot be read without it: put it back from your backup, or set TENANTRY_DATA to a new folder.`,
    )
  }
  mkdirSync(dataFolder, { recursive: true })
  const key = randomBytes(32)
  writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o400, flag: 'wx' })
  return key
}

function parseKey(file: string): Buffer {
  const text = readFileSync(file, 'utf8').trim()
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw new Refusal(`The key ${file} is damaged (it must be 64 hex digits): put it back from your backup.`)
}
