import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { Visitor } from './deployment.ts'

/** What a test has an authenticator do otherwise than it should. */
interface Odd {
  origin?: string
  rpId?: string
  crossOrigin?: boolean
  /** Presence without face, finger or PIN. */
  unverified?: boolean
  counter?: number
}

/** A key that makes and shows one passkey: real signatures, without a browser around it. */
export function makeAuthenticator() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const credentialId = randomBytes(32)
  const id = credentialId.toString('base64url')
  let counter = 0

  const clientData = (type: string, challenge: string, { origin, crossOrigin = false }: Odd) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: origin ?? 'http://localhost:8080', crossOrigin }))
  const authenticatorData = (made: Uint8Array | undefined, odd: Odd) => {
    const flags = 0x01 | (odd.unverified ? 0 : 0x04) | (made ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(odd.counter ?? ++counter)
    const rpIdHash = createHash('sha256')
      .update(odd.rpId ?? 'localhost')
      .digest()
    return Buffer.concat([rpIdHash, Buffer.of(flags), count, ...(made ? [made] : [])])
  }

  return {
    make(challenge: string, odd: Odd = {}) {
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x!, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y!, 'base64url'))],
        ]),
      )
      const made = Buffer.concat([Buffer.alloc(16), Buffer.of(0, credentialId.length), credentialId, key])
      const attestation = isoCBOR.encode(
        new Map<string, string | Uint8Array | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(authenticatorData(made, odd))],
        ]),
      )
      return {
        id,
        clientDataJSON: clientData('webauthn.create', challenge, odd).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'),
        transports: ['usb'],
      }
    },
    show(challenge: string, odd: Odd = {}) {
      const client = clientData('webauthn.get', challenge, odd)
      const data = authenticatorData(undefined, odd)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        id,
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
      }
    },
  }
}

export async function askToMake(visitor: Visitor): Promise<string> {
  const answer = await visitor.request({ method: 'POST', url: '/account/passkeys/challenge' })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json().challenge
}

export async function makeTestPasskey(visitor: Visitor) {
  return makeAuthenticator().make(await askToMake(visitor))
}
