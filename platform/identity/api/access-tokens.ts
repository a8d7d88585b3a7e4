import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT } from 'jose'
import type { Secrets } from '#platform/secrets/secrets.ts'

/** How long an access token lets somebody in, if nothing ends it before. */
export const accessSeconds = 600

/** What an access token says. Whether it still holds is asked of the database with every request. */
export interface AccessClaims {
  accountId: string
  tenantId: string
  familyId: string
}

export interface AccessTokens {
  /** `audience`: the address of the tenant, where alone the token lets anybody in. */
  sign(claims: AccessClaims, roles: readonly string[], audience: string, now?: Date): Promise<string>
  /** Nothing for whatever is not our token, for this address, of now. */
  verify(token: string, audience: string): Promise<AccessClaims | undefined>
  /** The public key, for programs that look into their tokens. */
  publicKey: PublicKey
}

/** An Ed25519 key as RFC 8037 writes it. */
interface PublicKey {
  kty: string
  crv: string
  x: string
  kid: string
  alg: string
  use: string
}

const algorithm = 'EdDSA'
const type = 'at+jwt'

/** Signs and verifies access tokens (RFC 9068) with a key that is made from the master key and stored nowhere. */
export async function makeAccessTokens(
  secrets: Pick<Secrets, 'derive'>,
  issuer: string,
): Promise<AccessTokens> {
  const privateKey = privateKeyOf(secrets.derive('access tokens 1'))
  const publicKey = createPublicKey(privateKey)
  const jwk = await exportJWK(publicKey)
  const keyId = await calculateJwkThumbprint(jwk)
  const { kty = '', crv = '', x = '' } = jwk
  return {
    publicKey: { kty, crv, x, kid: keyId, alg: algorithm, use: 'sig' },
    sign: ({ accountId, tenantId, familyId }, roles, audience, now = new Date()) =>
      new SignJWT({ tenant_id: tenantId, roles, sid: familyId })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: keyId })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(accountId)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(new Date(now.getTime() + accessSeconds * 1000))
        .sign(privateKey),
    verify: async (token, audience) => {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: [algorithm],
          typ: type,
          issuer,
          audience,
          requiredClaims: ['sub', 'exp', 'iat', 'jti'],
        })
        const { sub: accountId, tenant_id: tenantId, sid: familyId } = payload
        if (typeof accountId !== 'string' || typeof tenantId !== 'string') return undefined
        return typeof familyId === 'string' ? { accountId, tenantId, familyId } : undefined
      } catch {
        // Forged, expired or for another address: to whoever asks it is one answer.
        return undefined
      }
    },
  }
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKeyOf(seed: Buffer) {
  const key = Buffer.concat([ed25519Prefix, seed])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}
