import { decimalsOf } from '#contract/money.ts'

export type Language = 'en' | 'hi'

/** What stands in a report, on paper as on the screen: one wording for both. */
export const reportWords = {
  en: {
    ageing: 'What is owed, by age',
    'day-book': 'Day book',
    sales: 'Sales and collections',
    customers: 'Customer list',
    apartments: 'Apartment register',
    statement: 'Statement',
    asOf: 'As of {day}',
    range: '{from} to {to}',
    pageOf: 'Page {page} of {pages}',
    total: 'Total',
    opening: 'Opening balance',
    closing: 'Closing balance',
    customer: 'Customer',
    phone: 'Phone',
    notDue: 'Not due',
    days1To30: '1–30 days',
    days31To60: '31–60 days',
    days61To90: '61–90 days',
    over90: 'Over 90 days',
    advance: 'Paid ahead',
    limit: 'Limit',
    overdue: 'Overdue',
    balance: 'Balance',
    day: 'Day',
    from: 'From',
    to: 'Through',
    kind: 'What',
    receipt: 'Receipt',
    memo: 'Note',
    gave: 'Gave credit',
    got: 'Got payment',
    purchases: 'Sold on credit',
    payments: 'Collected',
    writeOffs: 'Written off',
    apartment: 'Apartment',
    tower: 'Tower',
    floor: 'Floor',
    unit: 'Unit',
    purchase: 'Purchase',
    payment: 'Payment',
    write_off: 'Write-off',
    openingEntry: 'Opening balance',
    conversion: 'Conversion',
    reversal: 'Taken back',
  },
  hi: {
    ageing: 'कितने दिनों से कितना बकाया',
    'day-book': 'रोज़नामचा',
    sales: 'बिक्री और वसूली',
    customers: 'ग्राहक सूची',
    apartments: 'फ़्लैट सूची',
    statement: 'खाता विवरण',
    asOf: '{day} तक',
    range: '{from} से {to}',
    pageOf: 'पृष्ठ {page} / {pages}',
    total: 'कुल',
    opening: 'शुरुआती बकाया',
    closing: 'अंतिम बकाया',
    customer: 'ग्राहक',
    phone: 'फ़ोन',
    notDue: 'अभी देय नहीं',
    days1To30: '1–30 दिन',
    days31To60: '31–60 दिन',
    days61To90: '61–90 दिन',
    over90: '90 दिन से ज़्यादा',
    advance: 'अग्रिम',
    limit: 'सीमा',
    overdue: 'समय से ऊपर',
    balance: 'बकाया',
    day: 'दिन',
    from: 'इस दिन से',
    to: 'इस दिन तक',
    kind: 'क्या',
    receipt: 'रसीद',
    memo: 'टिप्पणी',
    gave: 'उधार दिया',
    got: 'भुगतान मिला',
    purchases: 'उधार बिक्री',
    payments: 'वसूली',
    writeOffs: 'माफ़ किया',
    apartment: 'फ़्लैट',
    tower: 'टावर',
    floor: 'मंज़िल',
    unit: 'इकाई',
    purchase: 'ख़रीद',
    payment: 'भुगतान',
    write_off: 'माफ़ी',
    openingEntry: 'शुरुआती बकाया',
    conversion: 'मुद्रा बदली',
    reversal: 'वापस लिया',
  },
} as const satisfies Record<Language, Record<string, string>>

export type Word = keyof (typeof reportWords)['en']

/** `filled('As of {day}', { day: '28 Nov 2026' })`. */
export function filled(words: string, values: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** A day and an amount as the reader writes them. */
export function printing(language: Language, currency: string) {
  const locale = `${language}-IN`
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const amounts = new Intl.NumberFormat(locale, { style: 'currency', currency, numberingSystem: 'latn' })
  const unit = 10 ** decimalsOf(currency)
  return {
    day: (day: string) => days.format(new Date(`${day}T00:00:00Z`)),
    money: (minor: number) => amounts.format(minor / unit),
  }
}
