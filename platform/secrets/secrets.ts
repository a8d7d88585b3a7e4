import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Where a secret is kept: `{ table: 'control.factors', column: 'secret', rowId }`. */
export interface SecretPlace {
  table: string
  column: string
  rowId: string
}

export interface Secrets {
  /** Encrypts a secret for one place. */
  seal(place: SecretPlace, secret: Uint8Array): Buffer
  /** Decrypts what was sealed for this place; throws where it was sealed for another or has been changed. */
  open(place: SecretPlace, sealed: Uint8Array): Buffer
  /** 32 bytes for one purpose, always the same, that tell nothing of the master key nor of another purpose's. */
  derive(purpose: string): Buffer
}

// The first byte says how the rest was made, so that another key or cipher can come beside this one.
const form = 1
const nonceBytes = 12
const tagBytes = 16

/** Seals and opens with AES-256-GCM under a key of its own, made from the master key by HKDF-SHA-256 (RFC 5869). */
export function makeSecrets(masterKey: Uint8Array): Secrets {
  if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes')
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'tenantry secrets 1', 32))

  return {
    seal(place, secret) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(nameOf(place))
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
      return Buffer.concat([Buffer.of(form), nonce, cipher.getAuthTag(), sealed])
    },
    open(place, sealed) {
      if (sealed[0] !== form) throw new Error(`${place.table}.${place.column}: sealed in an unknown form`)
      const nonceEnd = 1 + nonceBytes
      const tagEnd = nonceEnd + tagBytes
      const nonce = sealed.subarray(1, nonceEnd)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(nameOf(place))
      decipher.setAuthTag(sealed.subarray(nonceEnd, tagEnd))
      return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()])
    },
    derive: (purpose) => Buffer.from(hkdfSync('sha256', masterKey, '', `tenantry ${purpose}`, 32)),
  }
}

/** JSON keeps the parts apart whatever stands in them. */
function nameOf({ table, column, rowId }: SecretPlace) {
  return Buffer.from(JSON.stringify([table, column, rowId]))
}
