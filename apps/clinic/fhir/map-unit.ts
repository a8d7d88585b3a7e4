import type { Tenant } from '@tenantry/tenancy'
import type { PatientDetails } from '../patients/patients.ts'
import type { Decision } from './decide.ts'
import { fault, ResourceFault } from './mapping/json.ts'
import { type MappedResource, mapResource } from './mapping/map-resource.ts'
import type { EntryFault } from './prepare.ts'
import { detailsOf } from './patient-details.ts'
import { type ReferenceBook, Unresolved } from './references.ts'

/** A resource to be written. */
export interface Write {
  decision: Decision
  patientId: string | null
  mapped: MappedResource
  /** Of a Patient: what the register says of him. */
  details: PatientDetails | null
}

/** Others point to these: they are mapped first, so that a refused one is not pointed to. */
const ranks: Record<string, number> = { Patient: 0, Encounter: 1 }
const rankOf = ({ incoming }: Decision) => ranks[incoming.type] ?? 2

/**
 * Maps what is new. With `awaitOthers` a reference that leads nowhere throws `Unresolved`: what it means may come later
 * in the source. Without, a missing patient is a fault, and a missing contact or result is left open.
 */
export function mapUnit(
  decisions: readonly Decision[],
  book: ReferenceBook,
  { awaitOthers, tenant }: { awaitOthers: boolean; tenant: Tenant },
): { writes: Write[]; faults: EntryFault[] } {
  const writes: Write[] = []
  const faults: EntryFault[] = []
  for (const decision of decisions) book.giveId(decision.incoming, decision.id)
  const news = decisions.filter(({ fate, replaced }) => fate !== 'unchanged' && !replaced)
  for (const decision of news.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    const { incoming } = decision
    try {
      writes.push(writeOf(decision, book, { awaitOthers, tenant }))
    } catch (error) {
      if (error instanceof Unresolved && awaitOthers) throw error
      if (!(error instanceof ResourceFault) && !(error instanceof Unresolved)) throw error
      // What is there already can still be pointed to; it stays as it was.
      if (!decision.before) book.giveId(incoming, undefined)
      faults.push({ no: incoming.no, type: incoming.type, reason: error.message })
    }
  }
  return { writes, faults }
}

function writeOf(
  decision: Decision,
  book: ReferenceBook,
  { awaitOthers, tenant }: { awaitOthers: boolean; tenant: Tenant },
): Write {
  const { incoming, id } = decision
  const { resource, type } = incoming
  const loose = awaitOthers ? book.findLoose(incoming) : undefined
  if (loose) throw new Unresolved(loose.path, loose.address.reference)
  const patientId = type === 'Patient' ? id : book.patientOf(incoming)
  // Its row in a chart would stay behind.
  if (decision.before?.patientId && !patientId)
    throw fault(type, 'belonged to a patient before, and names none now')
  const mapped = mapResource(resource, {
    id,
    patientId: type === 'Patient' ? null : patientId,
    encounterId: book.encounterOf(incoming),
    find: (reference) => book.find(resource, reference),
  })
  const details = mapped.patient && detailsOf(mapped.patient, tenant)
  return { decision, patientId, mapped, details }
}
