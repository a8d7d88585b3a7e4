import { type Concept, coded, conceptAt, readCoding, readConcept } from './codes.ts'
import { ended, endAt, occurred, startAt } from './dates.ts'
import { firstPartAt, joined, type Part, partAt, partsAt, textAt } from './json.ts'
import { common, nameOf, type Row, reasonsOf, type Surroundings } from './surroundings.ts'

export function mapEncounter(resource: Part, around: Surroundings): Row<'clinic.encounters'> {
  const kind = partAt(resource, 'class')
  const type = firstPartAt(resource, 'type')
  const service = conceptAt(resource, 'serviceType')
  const classOf = kind ? readCoding(kind) : null
  return {
    ...common(resource, around),
    ...coded(type ? readConcept(type) : service, service.title ?? titleOfClass(classOf) ?? 'Encounter'),
    status: textAt(resource, 'status') ?? 'unknown',
    class: classOf?.code ?? null,
    reason: reasonsOf(resource, around),
    practitioner: joined(
      partsAt(resource, 'participant').map((each) => nameOf(partAt(each, 'individual'), around)),
    ),
    organization: nameOf(partAt(resource, 'serviceProvider'), around),
    ...occurred(startAt(resource, 'period')),
    ...ended(endAt(resource, 'period')),
  }
}

/** Where a source gives no type, the class says at least what sort of contact it was. */
function titleOfClass(kind: Concept | null): string | null {
  return kind && kind.title !== kind.code ? kind.title : null
}
