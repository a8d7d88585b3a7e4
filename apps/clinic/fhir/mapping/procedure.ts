import { coded, conceptAt, titlesAt } from './codes.ts'
import { dateAt, ended, endAt, occurred, startAt } from './dates.ts'
import { joined, type Part, partAt, partsAt, textAt } from './json.ts'
import { common, nameOf, notesOf, type Row, reasonsOf, type Surroundings } from './surroundings.ts'

export function mapProcedure(resource: Part, around: Surroundings): Row<'clinic.procedures'> {
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    ...coded(conceptAt(resource, 'code'), 'Procedure'),
    status: textAt(resource, 'status') ?? 'unknown',
    category: conceptAt(resource, 'category').title,
    reason: reasonsOf(resource, around),
    site: titlesAt(resource, 'bodySite'),
    practitioner: joined(partsAt(resource, 'performer').map((each) => nameOf(partAt(each, 'actor'), around))),
    note: joined(
      [textAt(resource, 'performedString'), conceptAt(resource, 'outcome').title, notesOf(resource)],
      '\n',
    ),
    ...occurred(dateAt(resource, 'performedDateTime'), startAt(resource, 'performedPeriod')),
    ...ended(endAt(resource, 'performedPeriod')),
  }
}
