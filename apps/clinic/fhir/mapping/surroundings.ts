import type { Insertable } from 'kysely'
import type { RecordTables } from '../../records/records.tables.ts'
import { readConcept } from './codes.ts'
import { joined, type Part, partsAt, textAt } from './json.ts'

/** What a reference leads to: in this bundle, inside the resource itself, or in an earlier import. */
export interface Target {
  /** Null for what is contained in the resource. */
  id: string | null
  type: string
  title: string
  /** The resource, where it is at hand. */
  resource: Part | null
}

/** What surrounds a resource that is mapped: its own id, its patient, and where its references lead. */
export interface Surroundings {
  id: string
  patientId: string
  encounterId: string | null
  find(reference: Part): Target | null
}

/** A row of one of the typed tables, without its tenant. */
export type Row<Table extends keyof RecordTables> = Insertable<RecordTables[Table]>

export function common(resource: Part, { id, patientId }: Surroundings) {
  return { id, patientId, resourceType: resource.path }
}

/** Who or what a reference means, in words: what it says itself, else the name of what it leads to. */
export function nameOf(reference: Part | null, around: Surroundings): string | null {
  return reference && (textAt(reference, 'display') ?? around.find(reference)?.title ?? null)
}

/** The notes of a resource, as paragraphs. */
export function notesOf(resource: Part): string | null {
  return joined(
    partsAt(resource, 'note').map((note) => textAt(note, 'text')),
    '\n',
  )
}

/** Why: coded reasons and the conditions that are referred to. */
export function reasonsOf(resource: Part, around: Surroundings): string | null {
  return joined([
    ...partsAt(resource, 'reasonCode').map((concept) => readConcept(concept).title),
    ...partsAt(resource, 'reasonReference').map((reference) => nameOf(reference, around)),
  ])
}
