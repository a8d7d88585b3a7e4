import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { normaliseEmail } from './accounts.ts'
import { cookieAttributes } from './cookie.ts'

/** Browsers in which somebody has signed in before. */
export interface KnownDevices {
  /** Names the browser, if somebody with this address has signed in there before. */
  find(headers: IncomingHttpHeaders, email: string): string | undefined
  /** The cookie by which this browser is known to this address from now on, and to those before. */
  remember(headers: IncomingHttpHeaders, email: string): string
}

/** A desk is shared by so many; then the one who was there the longest ago is asked anew. */
const mostPeople = 12
const daysKnown = 400

const text = '[A-Za-z0-9_-]{22}'

/**
 * Knows browsers by a cookie alone: an id of the browser, and for each address that signed in there a proof of both under a
 * key of ours. Nothing is stored, and whoever copies it learns no address. It opens nothing: it only says whose tries are
 * not to be counted with those of strangers.
 */
export function makeKnownDevices(
  secrets: Pick<Secrets, 'derive'>,
  cookieName: `__Host-${string}` = '__Host-tenantry-device',
): KnownDevices {
  const key = secrets.derive('known devices 1')
  const sent = new RegExp(`(?:^|;\\s*)${cookieName}=(${text}(?:\\.${text}){1,${mostPeople}})(?:;|$)`)

  const read = ({ cookie = '' }: IncomingHttpHeaders) => {
    const [device, ...proofs] = sent.exec(cookie)?.[1]?.split('.') ?? []
    return device === undefined ? undefined : { device, proofs }
  }
  const prove = (device: string, email: string) =>
    createHmac('sha256', key)
      .update(`${cookieName} ${device} ${normaliseEmail(email)}`)
      .digest()
      .subarray(0, 16)
      .toString('base64url')

  return {
    find(headers, email) {
      const known = read(headers)
      if (!known) return undefined
      const proof = Buffer.from(prove(known.device, email))
      return known.proofs.some((each) => timingSafeEqual(Buffer.from(each), proof)) ? known.device : undefined
    },
    remember(headers, email) {
      const { device, proofs } = read(headers) ?? {
        device: randomBytes(16).toString('base64url'),
        proofs: [],
      }
      const own = prove(device, email)
      const kept = [own, ...proofs.filter((proof) => proof !== own)].slice(0, mostPeople)
      return `${cookieName}=${[device, ...kept].join('.')}; ${cookieAttributes}; Max-Age=${daysKnown * 86_400}`
    },
  }
}
