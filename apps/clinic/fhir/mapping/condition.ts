import { coded, conceptAt, statusAt, titlesAt } from './codes.ts'
import { dateAt, ended, endAt, occurred, startAt } from './dates.ts'
import { joined, type Part, partAt, textAt } from './json.ts'
import { quantityAt, quantityText, rangeText } from './quantities.ts'
import { common, notesOf, type Row, type Surroundings } from './surroundings.ts'

export function mapCondition(resource: Part, around: Surroundings): Row<'clinic.problems'> {
  const recorded = dateAt(resource, 'recordedDate')
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    ...coded(conceptAt(resource, 'code'), 'Condition'),
    status: statusAt(resource, 'clinicalStatus'),
    verification: statusAt(resource, 'verificationStatus'),
    category: titlesAt(resource, 'category'),
    severity: conceptAt(resource, 'severity').title,
    site: titlesAt(resource, 'bodySite'),
    note: joined([inWords(resource, 'onset'), inWords(resource, 'abatement'), notesOf(resource)], '\n'),
    ...occurred(dateAt(resource, 'onsetDateTime'), startAt(resource, 'onsetPeriod'), recorded),
    ...ended(
      dateAt(resource, 'abatementDateTime'),
      endAt(resource, 'abatementPeriod'),
      endAt(resource, 'onsetPeriod'),
    ),
    recordedText: recorded?.text ?? null,
  }
}

/** Onset and end may be an age or free words: no date, but not to be lost. */
function inWords(resource: Part, end: 'onset' | 'abatement'): string | null {
  const age = quantityAt(resource, `${end}Age`)
  const range = partAt(resource, `${end}Range`)
  const words = textAt(resource, `${end}String`) ?? (age && quantityText(age)) ?? (range && rangeText(range))
  return words && `${end}: ${words}`
}
