import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * `X-Twilio-Signature`: HMAC-SHA1 of the address with every parameter added in the order of its name, whatever they are. A
 * name that comes several times is added with each of its different values.
 */
export function twilioSignature(authToken: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort()
  const signed = names.map((name) =>
    [...new Set(form.getAll(name))]
      .sort()
      .map((value) => name + value)
      .join(''),
  )
  return createHmac('sha1', authToken)
    .update(url + signed.join(''), 'utf8')
    .digest('base64')
}

/** `X-Hub-Signature-256`: HMAC-SHA256 of the body as it came. */
export function metaSignature(appSecret: string, body: Buffer): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
}

/** Compares without telling by its time how much was right. */
export function isSameSignature(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
