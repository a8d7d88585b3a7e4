import { wordsOf } from '../search-words.ts'
import type { ImportField } from './import.contract.ts'

/** What people call the columns of such lists, folded. Our own export's names are among them. */
const names: Record<ImportField, readonly string[]> = {
  name: [
    'name',
    'customer',
    'customer name',
    'full name',
    'party',
    'party name',
    'नाम',
    'ग्राहक',
    'ग्राहक का नाम',
  ],
  phone: [
    'phone',
    'phone number',
    'phone no',
    'mobile',
    'mobile number',
    'mobile no',
    'contact',
    'contact number',
    'whatsapp',
    'whatsapp number',
    'फ़ोन',
    'फोन',
    'मोबाइल',
    'मोबाइल नंबर',
  ],
  apartments: [
    'apartments',
    'apartment',
    'apartment number',
    'apartment no',
    'flat',
    'flats',
    'flat number',
    'flat no',
    'unit number',
    'फ़्लैट',
    'फ्लैट',
    'फ्लैट नंबर',
  ],
  tower: ['tower', 'block', 'building', 'wing', 'टावर'],
  floor: ['floor', 'मंज़िल', 'मंजिल'],
  unit: ['unit', 'door', 'यूनिट'],
  openingBalance: [
    'opening balance',
    'balance',
    'due',
    'dues',
    'amount due',
    'outstanding',
    'pending',
    'बकाया',
    'आरंभिक बकाया',
  ],
  creditLimit: ['credit limit', 'limit', 'उधार की सीमा', 'सीमा'],
  dueDays: ['due days', 'days to pay', 'credit days', 'payment terms', 'भुगतान के दिन'],
  language: ['language', 'भाषा'],
  consent: ['consent', 'reminders', 'whatsapp consent', 'सहमति'],
  notes: ['notes', 'note', 'remark', 'remarks', 'comment', 'comments', 'टिप्पणी'],
}

const fieldOf = new Map(
  Object.entries(names).flatMap(([field, words]) =>
    words.map((each) => [wordsOf(each).join(' '), field as ImportField]),
  ),
)

/** What each column of a file holds, by what its header says; each field once. */
export function guessColumns(header: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>()
  return header.map((title) => {
    const field = fieldOf.get(wordsOf(title).join(' '))
    if (field === undefined || taken.has(field)) return null
    taken.add(field)
    return field
  })
}
