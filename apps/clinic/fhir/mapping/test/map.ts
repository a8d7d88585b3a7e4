import type { Resource } from '../../test/bundles.ts'
import { type Part, partOf } from '../json.ts'
import { containedIn } from '../links.ts'
import { mapResource } from '../map-resource.ts'

/** A resource as the mapping reads it. */
export const part = (resource: Resource): Part => partOf(resource, resource.resourceType)

/** Maps a resource of a patient; references lead to what it contains, or to what `known` says. */
export function map(resource: Resource, known: Record<string, { id: string; title: string }> = {}) {
  const root = part(resource)
  const mapped = mapResource(root, {
    id: 'the id',
    patientId: 'the patient',
    encounterId: 'the encounter',
    find: (reference) => {
      const contained = containedIn(root, reference)
      if (contained) return { id: null, type: 'Medication', title: 'contained', resource: contained }
      const target = known[String(reference.json.reference)]
      return target ? { ...target, type: 'Practitioner', resource: null } : null
    },
  })
  return mapped.row!.values as Record<string, unknown>
}

/** Why a resource is not mapped. */
export function refusalOf(resource: Resource): string {
  try {
    map(resource)
    return 'mapped'
  } catch (error) {
    return (error as Error).message
  }
}
