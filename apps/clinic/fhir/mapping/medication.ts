import { type Concept, coded, conceptAt, statusAt } from './codes.ts'
import { dateAt, ended, endAt, occurred, startAt } from './dates.ts'
import { booleanAt, firstPartAt, joined, numberAt, type Part, partAt, partsAt, textAt } from './json.ts'
import { quantityAt, quantityText, rangeText } from './quantities.ts'
import { common, nameOf, notesOf, type Row, reasonsOf, type Surroundings } from './surroundings.ts'

/** MedicationRequest: what was prescribed. */
export function mapMedicationRequest(resource: Part, around: Surroundings): Row<'clinic.medications'> {
  const validity = partAt(resource, 'dispenseRequest')
  return {
    ...medication(resource, around, 'dosageInstruction'),
    practitioner: nameOf(partAt(resource, 'requester'), around),
    ...occurred(dateAt(resource, 'authoredOn'), validity && startAt(validity, 'validityPeriod')),
    ...ended(validity && endAt(validity, 'validityPeriod')),
  }
}

/** MedicationStatement: what the patient, or somebody for him, says that he takes. */
export function mapMedicationStatement(resource: Part, around: Surroundings): Row<'clinic.medications'> {
  return {
    ...medication(resource, around, 'dosage'),
    practitioner: nameOf(partAt(resource, 'informationSource'), around),
    ...occurred(
      dateAt(resource, 'effectiveDateTime'),
      startAt(resource, 'effectivePeriod'),
      dateAt(resource, 'dateAsserted'),
    ),
    ...ended(endAt(resource, 'effectivePeriod')),
  }
}

function medication(resource: Part, around: Surroundings, dosageKey: 'dosageInstruction' | 'dosage') {
  const dosages = partsAt(resource, dosageKey)
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    ...coded(substanceOf(resource, around), 'Medication'),
    status: textAt(resource, 'status') ?? 'unknown',
    intent: textAt(resource, 'intent'),
    dose: joined(dosages.map(doseText), '; '),
    asNeeded: dosages.some(isAsNeeded),
    reason: reasonsOf(resource, around),
    note: notesOf(resource),
  }
}

function substanceOf(resource: Part, around: Surroundings): Concept {
  const reference = partAt(resource, 'medicationReference')
  if (!reference) return conceptAt(resource, 'medicationCodeableConcept')
  const target = around.find(reference)
  const concept = target?.resource ? conceptAt(target.resource, 'code') : null
  const title = textAt(reference, 'display') ?? concept?.title ?? target?.title ?? null
  return { title, code: concept?.code ?? null, system: concept?.system ?? null }
}

/** The dosage as it is written, else put together from its parts: `1 tablet 2×/d`. */
function doseText(dosage: Part): string | null {
  const written = textAt(dosage, 'text') ?? textAt(dosage, 'patientInstruction')
  if (written) return written
  const rate = firstPartAt(dosage, 'doseAndRate')
  const quantity = rate && quantityAt(rate, 'doseQuantity')
  const range = rate && partAt(rate, 'doseRange')
  const timing = partAt(dosage, 'timing')
  return joined(
    [
      quantity ? quantityText(quantity) : range && rangeText(range),
      timing && (statusAt(timing, 'code') ?? frequencyText(timing)),
      conceptAt(dosage, 'route').title,
    ],
    ' ',
  )
}

function frequencyText(timing: Part): string | null {
  const repeat = partAt(timing, 'repeat')
  const unit = repeat && textAt(repeat, 'periodUnit')
  if (!repeat || !unit) return null
  const period = numberAt(repeat, 'period') ?? 1
  return `${numberAt(repeat, 'frequency') ?? 1}×/${period === 1 ? '' : `${period} `}${unit}`
}

function isAsNeeded(dosage: Part): boolean {
  return booleanAt(dosage, 'asNeededBoolean') ?? partAt(dosage, 'asNeededCodeableConcept') !== null
}
