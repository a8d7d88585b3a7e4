import { plainMoney } from '#contract/money.ts'

interface Asked {
  /** The shop's: `shop@bank`. */
  payee: { id: string; name: string }
  amountMinor: number
  /** What the payer's app shows beside the amount. */
  note: string
  /** Our own, of at most 35 letters and digits. */
  reference: string
}

/**
 * A link that opens the payer's UPI app with everything filled in (NPCI, UPI Linking Specifications 1.6). UPI moves rupees, and
 * nobody is told when it has.
 */
export function upiUri({ payee, amountMinor, note, reference }: Asked): string {
  const fields = {
    pa: payee.id,
    pn: payee.name,
    am: plainMoney(amountMinor, 'INR'),
    cu: 'INR',
    tn: note.slice(0, 80),
    tr: reference,
  }
  const query = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  // Some apps take the id as it stands and do not decode it; `@` may stand in a query.
  return `upi://pay?${query.join('&').replace('%40', '@')}`
}

/**
 * What a payment by this link is known by. It changes with each entry on the account, since apps refuse to pay the same
 * reference twice.
 */
export function referenceOf(linkId: string, accountVersion: number): string {
  return `${linkId.replaceAll('-', '')}${accountVersion % 1000}`
}
