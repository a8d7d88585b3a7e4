import type { AuthenticatorTransport } from '@simplewebauthn/browser'
import { loadScript } from '#web/lazy/load-script.ts'

/** What the server asks for when a passkey is to be made. */
interface Wanted {
  challenge: string
  rp: { id: string; name: string }
  user: { id: string; name: string; displayName: string }
  algorithms: number[]
  known: { id: string; transports: string[] }[]
  timeout: number
}

// Both rules are the server's, which checks them.
const rules = { residentKey: 'required', userVerification: 'required' } as const

/** Has the browser make a passkey; the person sees to it. */
export async function makePasskey({ challenge, rp, user, algorithms, known, timeout }: Wanted) {
  const { startRegistration } = await loadScript(() => import('@simplewebauthn/browser'))
  const { id, response } = await startRegistration({
    optionsJSON: {
      challenge,
      rp,
      user,
      timeout,
      pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
      excludeCredentials: known.map((each) => ({
        id: each.id,
        type: 'public-key',
        // Words of the browser's own, which the server has kept.
        transports: each.transports as AuthenticatorTransport[],
      })),
      authenticatorSelection: rules,
      attestation: 'none',
    },
  })
  const { clientDataJSON, attestationObject, transports = [] } = response
  return { id, clientDataJSON, attestationObject, transports }
}

/** Has the browser show one of the passkeys that it has for this site. */
export async function showPasskey(asked: { challenge: string; rpId: string; timeout: number }) {
  const { startAuthentication } = await loadScript(() => import('@simplewebauthn/browser'))
  const { id, response } = await startAuthentication({
    optionsJSON: { ...asked, userVerification: rules.userVerification },
  })
  const { clientDataJSON, authenticatorData, signature } = response
  return { id, clientDataJSON, authenticatorData, signature }
}
