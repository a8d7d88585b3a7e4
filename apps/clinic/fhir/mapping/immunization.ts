import { coded, conceptAt } from './codes.ts'
import { dateAt, occurred } from './dates.ts'
import { firstPartAt, joined, type Part, partAt, partsAt, textAt } from './json.ts'
import { quantityAt, quantityText } from './quantities.ts'
import { common, nameOf, notesOf, type Row, reasonsOf, type Surroundings } from './surroundings.ts'

export function mapImmunization(resource: Part, around: Surroundings): Row<'clinic.immunizations'> {
  const dose = quantityAt(resource, 'doseQuantity')
  const protocol = firstPartAt(resource, 'protocolApplied')
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    ...coded(conceptAt(resource, 'vaccineCode'), 'Immunization'),
    status: textAt(resource, 'status') ?? 'unknown',
    dose: joined([protocol && doseNumber(protocol), dose && quantityText(dose)]),
    lot: textAt(resource, 'lotNumber'),
    site: joined([conceptAt(resource, 'site').title, conceptAt(resource, 'route').title]),
    reason: joined([conceptAt(resource, 'statusReason').title, reasonsOf(resource, around)]),
    practitioner: joined(partsAt(resource, 'performer').map((each) => nameOf(partAt(each, 'actor'), around))),
    organization: nameOf(partAt(resource, 'manufacturer'), around),
    note: joined([textAt(resource, 'occurrenceString'), notesOf(resource)], '\n'),
    // A vaccination that is only told of may have words instead of a date: “as a child”.
    ...occurred(dateAt(resource, 'occurrenceDateTime'), dateAt(resource, 'recorded')),
  }
}

/** `2`, or `2/3` where the series is known. */
function doseNumber(protocol: Part): string | null {
  const one = (key: string) => {
    const value = protocol.json[`${key}PositiveInt`] ?? protocol.json[`${key}String`]
    return typeof value === 'number' || typeof value === 'string' ? String(value) : null
  }
  return joined([one('doseNumber'), one('seriesDoses')], '/')
}
