import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyReport } from '@tenantry/tenancy'
import { Refusal } from './refusal.ts'

/** A report as it is filed: what it says, and who says it. */
export interface SignedReport {
  report: VerifyReport
  signature: {
    algorithm: 'Ed25519'
    /** The public key, SPKI in base64. */
    key: string
    /** Over the report as compact JSON in UTF-8. */
    value: string
  }
}

type SignatureState = 'valid' | 'other_key' | 'invalid'

/** Signs with the data folder's own key, made at its first use; the public half lies beside it to be handed out. */
export function signReport(report: VerifyReport, dataFolder: string): SignedReport {
  const key = ownKey(dataFolder)
  const value = sign(null, bytesOf(report), key).toString('base64')
  return { report, signature: { algorithm: 'Ed25519', key: publicText(key), value } }
}

/** Whether the report is as it was signed, and by the key we trust: the given one, else the data folder's. */
export function checkSignature(
  { report, signature }: SignedReport,
  trusted: { dataFolder: string; keyFile: string | undefined },
): SignatureState {
  const given = keyIn(signature)
  if (!given || !verify(null, bytesOf(report), given, Buffer.from(signature.value, 'base64')))
    return 'invalid'
  const expected = readPublicKey(trusted.keyFile ?? join(trusted.dataFolder, 'verify.pub'))
  return expected.equals(given) ? 'valid' : 'other_key'
}

/** Throws where the text is no signed report. */
export function parseSignedReport(text: string): SignedReport {
  const parsed = JSON.parse(text) as Partial<SignedReport> | null
  if (!parsed?.report || parsed.signature?.algorithm !== 'Ed25519') {
    throw new SyntaxError('this is no signed report of verify')
  }
  return parsed as SignedReport
}

/** `undefined` where what the report names as its key is none. */
function keyIn({ key }: SignedReport['signature']): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

function readPublicKey(file: string): KeyObject {
  const text = readFileSync(file)
  try {
    return createPublicKey(text)
  } catch {
    throw new Refusal(`${file} is no public key: it must be one such as verify.pub in TENANTRY_DATA.`)
  }
}

function bytesOf(report: VerifyReport): Buffer {
  return Buffer.from(JSON.stringify(report))
}

function ownKey(dataFolder: string): KeyObject {
  const file = join(dataFolder, 'verify.key')
  if (!existsSync(file)) {
    mkdirSync(dataFolder, { recursive: true })
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o400, flag: 'wx' })
    writeFileSync(join(dataFolder, 'verify.pub'), publicKey.export({ format: 'pem', type: 'spki' }))
  }
  return createPrivateKey(readFileSync(file))
}

function publicText(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
}
