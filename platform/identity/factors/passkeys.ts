import { type AnyControlReader, type AnyControlTx, newId } from '@tenantry/tenancy'
import {
  type AuthenticatorTransport,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Holder, lockHolder } from './holder.ts'
import { type AnyControlDb, challengeSeconds, makeChallenge, takeChallenge } from './passkey-challenges.ts'
import type { NewPasskey, ShownPasskey } from './passkeys.contract.ts'

/** Where passkeys are at home: `{ id: 'localhost', origin: 'http://localhost:8080', name: 'Tenantry' }`. */
export interface PasskeySite {
  id: string
  origin: string
  name: string
}

// A passkey that knows its owner's face or number is both factors at once; it is found without a name being typed.
const authenticatorSelection = { residentKey: 'required', userVerification: 'required' } as const

/** What a browser needs to make a passkey for this holder. */
export async function beginPasskey(
  tx: AnyControlTx,
  site: PasskeySite,
  { holder, email, name }: { holder: Holder; email: string; name: string },
) {
  const known = await tx
    .raw<{ credentialId: string; transports: AuthenticatorTransport[] }>(
      sql`select credential_id, transports from control.factors
           where holder_kind = ${holder.kind} and holder_id = ${holder.id} and kind = 'passkey'`,
    )
    .execute()
  return generateRegistrationOptions({
    rpID: site.id,
    rpName: site.name,
    userID: new Uint8Array(Buffer.from(holder.id.replaceAll('-', ''), 'hex')),
    userName: email,
    userDisplayName: name,
    challenge: Uint8Array.from(
      Buffer.from(await makeChallenge(tx, { purpose: 'register', holder }), 'base64url'),
    ),
    timeout: challengeSeconds * 1000,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection,
  })
}

/** What the browser made, if it is an answer to what was asked at this site. */
export async function verifyNewPasskey(
  control: AnyControlDb,
  site: PasskeySite,
  holder: Holder,
  made: Static<typeof NewPasskey>,
) {
  assertSameOrigin(made.clientDataJSON)
  const verified = await verifyRegistrationResponse({
    response: {
      id: made.id,
      rawId: made.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: made.clientDataJSON, attestationObject: made.attestationObject },
    },
    expectedChallenge: (challenge) => takeChallenge(control, challenge, { purpose: 'register', holder }),
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
  }).catch(refuse)
  if (!verified.verified) throw new DomainError('passkey_refused')
  const { id, publicKey, counter } = verified.registrationInfo.credential
  return { credentialId: id, publicKey: Buffer.from(publicKey), counter, transports: made.transports }
}

type VerifiedPasskey = Awaited<ReturnType<typeof verifyNewPasskey>>

export async function insertPasskey(
  tx: AnyControlTx,
  holder: Holder,
  { name, credentialId, publicKey, counter, transports }: VerifiedPasskey & { name: string },
): Promise<string> {
  await lockHolder(tx, holder)
  const id = newId()
  await tx
    .raw(
      sql`insert into control.factors
            (id, holder_kind, holder_id, kind, name, credential_id, public_key, counter, transports, confirmed_at)
          values (${id}, ${holder.kind}, ${holder.id}, 'passkey', ${name}, ${credentialId}, ${publicKey}, ${counter},
                  ${transports}::text[], now())`,
    )
    .execute()
  return id
}

/** Whose passkey was shown. Its counter must have gone on: one that was copied falls behind. */
export async function spendPasskey(
  control: AnyControlDb,
  site: PasskeySite,
  kind: Holder['kind'],
  shown: Static<typeof ShownPasskey>,
): Promise<Holder> {
  assertSameOrigin(shown.clientDataJSON)
  const known = await control.run((tx) => findPasskey(tx, kind, shown.id))
  if (!known) throw new DomainError('passkey_refused')
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: {
      id: shown.id,
      rawId: shown.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: shown.clientDataJSON,
        authenticatorData: shown.authenticatorData,
        signature: shown.signature,
      },
    },
    expectedChallenge: (challenge) =>
      takeChallenge(control, challenge, { purpose: 'sign_in', holder: { kind } }),
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    credential: {
      id: shown.id,
      publicKey: new Uint8Array(known.publicKey),
      counter: Number(known.counter),
    },
    requireUserVerification: true,
  }).catch(refuse)
  if (!verified) throw new DomainError('passkey_refused')
  await control.run((tx) => advanceCounter(tx, known.id, authenticationInfo.newCounter))
  return { kind, id: known.holderId }
}

async function findPasskey(db: AnyControlReader, kind: Holder['kind'], credentialId: string) {
  const [row] = await db
    .raw<{ id: string; holderId: string; publicKey: Buffer; counter: string | number }>(
      sql`select id, holder_id, public_key, counter from control.factors
           where credential_id = ${credentialId} and holder_kind = ${kind} and kind = 'passkey'`,
    )
    .execute()
  return row
}

/** Keys that do not count say zero for ever; of two answers with one count the second is refused. */
async function advanceCounter(tx: AnyControlTx, id: string, counter: number) {
  const advanced = await tx
    .raw(
      sql`update control.factors set counter = ${counter}, used_at = now()
           where id = ${id} and (counter < ${counter} or (counter = 0 and ${counter} = 0)) returning id`,
    )
    .execute()
  if (advanced.length === 0) throw new DomainError('passkey_refused')
}

/** Within a page of another site nobody sees who is asking: refused whatever else is right. */
function assertSameOrigin(clientDataJSON: string) {
  try {
    const { crossOrigin } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as {
      crossOrigin?: unknown
    }
    if (crossOrigin === undefined || crossOrigin === false) return
  } catch (cause) {
    throw new DomainError('passkey_refused', { cause })
  }
  throw new DomainError('passkey_refused')
}

/** The library says by an error what is wrong; the person learns only that it is. */
function refuse(cause: unknown): never {
  throw new DomainError('passkey_refused', { cause })
}
