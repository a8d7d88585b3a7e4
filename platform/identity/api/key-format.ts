import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLetters = 43
const checkLetters = 6
const prefix = 'tnt_live_'

const form = new RegExp(`^${prefix}([0-9A-Za-z]{${secretLetters}})([0-9A-Za-z]{${checkLetters}})$`)

/**
 * Makes a key: 43 of 62 letters are 256 bits. What looks for secrets in code and logs knows it by its beginning, and by
 * the checksum at its end (CRC-32 of the letters between) that it is no mere likeness.
 */
export function makeKey(): string {
  const secret = Array.from({ length: secretLetters }, () => letters[randomInt(letters.length)]).join('')
  return `${prefix}${secret}${checksumOf(secret)}`
}

/** Does it begin as a key does? Then it is nothing else. */
export function isMeantAsKey(text: string): boolean {
  return text.startsWith(prefix)
}

/** Has it the form of a key, down to the checksum? What has not is no key, and is not looked up. */
export function hasKeyForm(text: string): boolean {
  const [, secret, checksum] = form.exec(text) ?? []
  return secret !== undefined && checksumOf(secret) === checksum
}

function checksumOf(secret: string) {
  let rest = crc32(secret)
  let text = ''
  for (let i = 0; i < checkLetters; i++) {
    text = letters[rest % letters.length]! + text
    rest = Math.floor(rest / letters.length)
  }
  return text
}
