import { coded, conceptAt, readConcept, statusAt } from './codes.ts'
import { dateAt, occurred, startAt } from './dates.ts'
import { joined, type Part, partsAt, textAt, textsAt } from './json.ts'
import { common, notesOf, type Row, type Surroundings } from './surroundings.ts'

export function mapAllergy(resource: Part, around: Surroundings): Row<'clinic.allergies'> {
  const reactions = partsAt(resource, 'reaction')
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    ...coded(conceptAt(resource, 'code'), substancesOf(reactions) ?? 'Allergy'),
    status: statusAt(resource, 'clinicalStatus'),
    verification: statusAt(resource, 'verificationStatus'),
    category: joined(textsAt(resource, 'category'), ','),
    criticality: textAt(resource, 'criticality'),
    reaction: joined(reactions.flatMap(signsOf)),
    note: notesOf(resource),
    ...occurred(
      dateAt(resource, 'onsetDateTime'),
      startAt(resource, 'onsetPeriod'),
      dateAt(resource, 'recordedDate'),
    ),
  }
}

/** Some sources name the substance at the reaction only. */
function substancesOf(reactions: Part[]): string | null {
  return joined(reactions.map((each) => conceptAt(each, 'substance').title))
}

function signsOf(reaction: Part): (string | null)[] {
  const signs = partsAt(reaction, 'manifestation').map((each) => readConcept(each).title)
  return signs.length > 0 ? signs : [textAt(reaction, 'description')]
}
