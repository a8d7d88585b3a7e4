/** How a country's numbers are written at home. `digits`: how many a national number has, where that is fixed. */
interface NumberingPlan {
  code: string
  digits?: number
  /** What is dialled before a national number and left out behind the country code; usually `0`. */
  trunk?: string
}

/** The countries whose clinics write numbers without a country code. Others are read with a leading `+`. */
const plans: Record<string, NumberingPlan> = {
  AE: { code: '971' },
  AU: { code: '61', digits: 9 },
  BD: { code: '880', digits: 10 },
  BR: { code: '55' },
  BT: { code: '975', trunk: '' },
  CA: { code: '1', digits: 10, trunk: '1' },
  CH: { code: '41', digits: 9 },
  DE: { code: '49' },
  ES: { code: '34', digits: 9, trunk: '' },
  FR: { code: '33', digits: 9 },
  GB: { code: '44', digits: 10 },
  IE: { code: '353' },
  IN: { code: '91', digits: 10 },
  IT: { code: '39', trunk: '' },
  JP: { code: '81' },
  KE: { code: '254', digits: 9 },
  LK: { code: '94', digits: 9 },
  MV: { code: '960', digits: 7, trunk: '' },
  MY: { code: '60' },
  NG: { code: '234', digits: 10 },
  NL: { code: '31', digits: 9 },
  NP: { code: '977' },
  NZ: { code: '64' },
  OM: { code: '968', digits: 8, trunk: '' },
  PH: { code: '63', digits: 10 },
  PK: { code: '92', digits: 10 },
  QA: { code: '974', digits: 8, trunk: '' },
  SA: { code: '966', digits: 9 },
  SG: { code: '65', digits: 8, trunk: '' },
  TH: { code: '66', digits: 9 },
  TZ: { code: '255', digits: 9 },
  UG: { code: '256', digits: 9 },
  US: { code: '1', digits: 10, trunk: '1' },
  ZA: { code: '27', digits: 9 },
}

/** Locales are few, and reading one takes longer than a phone number. */
const countries = new Map<string, string | undefined>()

/** The country of a locale such as `en-IN`; `undefined` where it names none. */
export function countryOf(locale: string): string | undefined {
  if (!countries.has(locale)) countries.set(locale, new Intl.Locale(locale).region)
  return countries.get(locale)
}

/**
 * A phone number as E.164, `+919820012345`, however it was grouped, with or without country code; `undefined` where
 * it cannot be one.
 */
export function parsePhone(written: string, country: string | undefined): string | undefined {
  const digits = digitsOf(written)
  // Letters, or an extension behind the number.
  if (/[^\d\s()+./‐-―-]/u.test(written.normalize('NFKC').replace(/\p{Nd}/gu, '0'))) return undefined
  if (/^\s*(\+|00)/.test(written)) return international(digits.replace(/^00/, ''))
  const plan = country && plans[country]
  if (!plan) return undefined
  return national(digits, plan)
}

/** The digits alone, Devanagari and other ones as well. */
export function digitsOf(written: string): string {
  return [...written.normalize('NFKC')].map((each) => digitValue(each) ?? '').join('')
}

/** What a phone number that begins with these digits may begin with in E.164, however much of it was typed. */
export function phonePrefixes(digits: string, international: boolean, country: string | undefined): string[] {
  const plan = country ? plans[country] : undefined
  const bare = digits.replace(/^00/, '')
  // Of the clinic's own country nearly all are: its code alone does not tell patients apart.
  const tells = !plan || !bare.startsWith(plan.code) || bare.length >= plan.code.length + 3
  const withCode = tells ? [`+${bare}`] : []
  if (international || bare !== digits || !plan) return withCode
  return [...withCode, `+${plan.code}${withoutTrunk(digits, plan)}`]
}

function international(digits: string): string | undefined {
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : undefined
}

function national(digits: string, plan: NumberingPlan): string | undefined {
  const { code, digits: length } = plan
  if (length && digits.length === code.length + length && digits.startsWith(code)) return `+${digits}`
  const rest = withoutTrunk(digits, plan)
  const fits = length ? rest.length === length : rest.length >= 6 && rest.length <= 12
  return fits ? international(`${code}${rest}`) : undefined
}

function withoutTrunk(digits: string, { trunk = '0', digits: length }: NumberingPlan): string {
  if (trunk === '' || !digits.startsWith(trunk)) return digits
  // A trunk prefix of 1 is also a digit numbers may begin with: it is one only where it makes the number too long.
  return trunk === '0' || digits.length > (length ?? 0) ? digits.slice(trunk.length) : digits
}

const decimal = /^\p{Nd}$/u

function digitValue(character: string): string | undefined {
  if (!decimal.test(character)) return undefined
  if (character >= '0' && character <= '9') return character
  // Unicode puts the ten digits of a script side by side, zero first.
  let zero = character.codePointAt(0)!
  while (decimal.test(String.fromCodePoint(zero - 1))) zero--
  return String((character.codePointAt(0)! - zero) % 10)
}
