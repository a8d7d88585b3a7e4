import { dictionary } from '@zxcvbn-ts/language-common'
import { DomainError } from '#platform/http/domain-error.ts'

/** NIST 800-63B-4: so many characters where the password stands alone, so many beside a second factor. */
const shortest = { alone: 15, withSecondFactor: 8 }

/** Counted as people count. */
const lengthOf = (password: string) => [...password.normalize('NFC')].length

/** Long enough to stand alone, without a second factor? */
export function isLongPassword(password: string): boolean {
  return lengthOf(password) >= shortest.alone
}

interface Chosen {
  field: string
  hasSecondFactor: boolean
  /** What anybody would guess of this person first: names, the address, the clinic. */
  context: readonly string[]
}

/**
 * Refuses a password that is short or that many have. Which characters it is made of is nobody's business: rules about
 * that make passwords alike.
 */
export function assertGoodPassword(password: string, { field, hasSecondFactor, context }: Chosen) {
  const plain = password.normalize('NFC')
  const atLeast = hasSecondFactor ? shortest.withSecondFactor : shortest.alone
  if (lengthOf(password) < atLeast) throw tooShort(field, atLeast)
  if (isCommon(plain.toLowerCase(), context)) throw new DomainError('password_too_common', { field })
}

/** The refusal of a password of less than so many characters. */
export function tooShort(field: string, atLeast = shortest.alone): DomainError {
  return new DomainError('password_too_short', { field, detail: `At least ${atLeast} characters.` })
}

const common: ReadonlySet<string> = new Set(
  dictionary.passwords?.filter((word): word is string => typeof word === 'string' && word.length >= 4),
)

function isCommon(password: string, context: readonly string[]) {
  if (common.has(password) || new Set(password).size <= 4 || isRepeated(password) || isSequence(password)) {
    return true
  }
  // `Password123456789` is `password` with what people put around it.
  const core = password.replace(/^[\d\W_]+|[\d\W_]+$/g, '')
  if (core === '' ? password.length < 15 : common.has(core) || isRepeated(core)) return true
  return withoutContext(password, context).length < 6
}

/** One piece twice or more: `passwordpassword`. */
function isRepeated(password: string) {
  return password !== '' && (password + password).indexOf(password, 1) < password.length
}

/** `abcdefgh`, `987654321098765`. */
function isSequence(password: string) {
  const codes = [...password].map((letter) => letter.codePointAt(0)!)
  const steps = codes.slice(1).map((code, at) => code - codes[at]!)
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9)
}

function withoutContext(password: string, context: readonly string[]) {
  const words = context
    .flatMap((phrase) =>
      phrase
        .normalize('NFC')
        .toLowerCase()
        .split(/[\s@.,_+-]+/),
    )
    .filter((word) => word.length >= 3)
    .sort((one, other) => other.length - one.length)
  return words.reduce((left, word) => left.replaceAll(word, ''), password)
}
