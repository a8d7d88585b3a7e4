import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { merkleRoot } from './canonical.ts'

/** An event as it is exported, and as seals are made over it. */
export interface SealedEvent {
  tenantId: string | null
  id: string
  at: string
  xid: string
  place: string
  [field: string]: unknown
}

/** A link of the chain. */
export interface Seal {
  tenantId: string
  n: number
  place: string
  systemId: string
  fromXid: string
  toXid: string
  count: number
  root: string
  prev: string
  hash: string
  signature: string
}

/** What stands before the first link. */
export const beginning = '0'.repeat(64)

type Span = Pick<Seal, 'tenantId' | 'n' | 'place' | 'systemId' | 'fromXid' | 'toXid' | 'prev'>

/** Makes the link over these events, which are in the order of their transactions. */
export function makeSeal(span: Span, events: readonly SealedEvent[], key: KeyObject): Seal {
  const unsigned = { ...span, count: events.length, root: merkleRoot(events) }
  const hash = hashOf(unsigned)
  return { ...unsigned, hash, signature: sign(null, Buffer.from(hash, 'hex'), key).toString('base64') }
}

export function hashOf(seal: Omit<Seal, 'hash' | 'signature'>): string {
  const { tenantId, n, place, systemId, fromXid, toXid, count, root, prev } = seal
  const said = ['tenantry seal 1', tenantId, n, place, systemId, fromXid, toXid, count, root, prev]
  return createHash('sha256').update(said.join('\n')).digest('hex')
}

export function isSigned({ hash, signature }: Pick<Seal, 'hash' | 'signature'>, key: KeyObject): boolean {
  return verify(null, Buffer.from(hash, 'hex'), key, Buffer.from(signature, 'base64'))
}

/** Reads a public key as `publicKeyText` writes it. Throws where it is none. */
export function readPublicKey(text: string): KeyObject {
  const key = createPublicKey(text.includes('BEGIN') ? text : wrapped(text.trim()))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key')
  return key
}

function wrapped(base64: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`
}
