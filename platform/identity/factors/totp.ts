import { Secret, TOTP } from 'otpauth'

// RFC 6238 as every authenticator app knows it: SHA-1, six digits, 30 seconds, and 160 bits as RFC 4226 asks for.
const rules = { algorithm: 'SHA1', digits: 6, period: 30 }
const secretBytes = 20

/** Clocks differ and people type slowly: the step before and the step after count too. */
const drift = 1

export function makeTotpSecret(): Uint8Array {
  return new Secret({ size: secretBytes }).bytes
}

/** The step of 30 seconds whose code this is, or undefined. `at` is in seconds. */
export function findStep(secret: Uint8Array, code: string, at: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const timestamp = at * 1000
  const delta = TOTP.validate({
    ...rules,
    secret: secretOf(secret),
    token: code,
    timestamp,
    window: drift,
  })
  return delta === null ? undefined : TOTP.counter({ period: rules.period, timestamp }) + delta
}

/** What an authenticator app is given: as text to type and as the address in a QR code. */
export function describeTotp(secret: Uint8Array, { issuer, label }: { issuer: string; label: string }) {
  const totp = new TOTP({ ...rules, secret: secretOf(secret), issuer, label })
  return { text: totp.secret.base32, uri: totp.toString() }
}

function secretOf(bytes: Uint8Array) {
  return new Secret({ buffer: new Uint8Array(bytes).buffer })
}
