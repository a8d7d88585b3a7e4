import type { KnownResource, Wanted } from './known-resources.ts'
import { titleOf } from './mapping/head.ts'
import { fault, type Part, textAt } from './mapping/json.ts'
import { type Address, containedIn, type Link, readReference } from './mapping/links.ts'
import type { Target } from './mapping/surroundings.ts'
import { type Incoming, identityOf } from './prepare.ts'

/** What an anonymous `urn:uuid:` may lead to, where it only gives a name. */
const namedTypes = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Medication',
  'Condition',
  'Procedure',
]

/** Something that a resource points to is nowhere yet: perhaps it comes later in the source. */
export class Unresolved extends Error {
  constructor(path: string, reference: string) {
    super(`${path}: “${reference}” is neither in this import nor in an earlier one`)
    this.name = 'Unresolved'
  }
}

/** Where the references of a unit lead: to its own resources first, then to those of earlier imports. */
export class ReferenceBook {
  readonly #own = new Map<string, Incoming>()
  readonly #known = new Map<string, KnownResource>()
  readonly #ids = new Map<string, string>()
  readonly #titles = new Map<Incoming, string>()

  constructor(incoming: readonly Incoming[]) {
    for (const each of incoming) {
      this.#own.set(identityOf(each), each)
      if (each.fullUrl) this.#own.set(each.fullUrl, each)
    }
  }

  /** The resources outside of this unit that its references may mean: to be looked up. */
  wantedBy(incoming: readonly Incoming[]): Wanted[] {
    const wanted = new Map<string, Wanted>()
    const want = ({ address }: Link, types: readonly string[]) => {
      if (this.#ownOf(address)) return
      for (const type of address.type ? [address.type] : types) {
        for (const key of new Set([address.id, address.reference]))
          wanted.set(`${type}/${key}`, { type, key })
      }
    }
    for (const { links } of incoming) {
      if (links.patient) want(links.patient, ['Patient'])
      if (links.encounter) want(links.encounter, ['Encounter'])
      for (const result of links.results) want(result, ['Observation'])
      for (const named of links.named) want(named, namedTypes)
    }
    return [...wanted.values()]
  }

  learn(known: readonly KnownResource[]): void {
    for (const each of known) this.#known.set(`${each.resourceType}/${each.resourceId}`, each)
  }

  /** The id that a resource of this unit has, or gets. Without one it is not followed to: it was refused. */
  giveId(incoming: Incoming, id: string | undefined): void {
    if (id === undefined) this.#ids.delete(identityOf(incoming))
    else this.#ids.set(identityOf(incoming), id)
  }

  /** Whose record a resource is; null where it is nobody's. */
  patientOf({ links }: Incoming): string | null {
    if (!links.patient) return null
    const { address, path } = links.patient
    const own = this.#ownOf(address)
    // A `urn:uuid:` may turn out to be a group or a device.
    if (own && own.type !== 'Patient') return null
    const id = own ? this.#ids.get(identityOf(own)) : this.#knownOf(address, ['Patient'])?.patientId
    if (id) return id
    throw own ? fault(path, 'its patient was refused') : new Unresolved(path, address.reference)
  }

  /** During which contact it came about; null where that is not said, or not known. */
  encounterOf({ links }: Incoming): string | null {
    if (!links.encounter) return null
    const own = this.#ownOf(links.encounter.address)
    if (own) return own.type === 'Encounter' ? (this.#ids.get(identityOf(own)) ?? null) : null
    return this.#knownOf(links.encounter.address, ['Encounter'])?.id ?? null
  }

  /** The first reference to a contact or result that leads nowhere yet. */
  findLoose({ links }: Incoming): Link | undefined {
    const isLoose = ({ address }: Link, type: string) =>
      !this.#ownOf(address) && !this.#knownOf(address, [type])
    if (links.encounter && isLoose(links.encounter, 'Encounter')) return links.encounter
    return links.results.find((result) => isLoose(result, 'Observation'))
  }

  find(resource: Part, reference: Part): Target | null {
    const contained = containedIn(resource, reference)
    if (contained) {
      const type = textAt(contained, 'resourceType') ?? ''
      return { id: null, type, title: titleOf(contained), resource: contained }
    }
    const address = readReference(reference)
    if (!address) return null
    const own = this.#ownOf(address)
    if (own) {
      const id = this.#ids.get(identityOf(own)) ?? null
      return { id, type: own.type, title: this.#titleOf(own), resource: own.resource }
    }
    const known = this.#knownOf(address, [...namedTypes, 'Observation'])
    return known && { id: known.id, type: known.resourceType, title: known.title, resource: null }
  }

  #ownOf({ reference, type, id }: Address): Incoming | undefined {
    return this.#own.get(reference) ?? (type ? this.#own.get(`${type}/${id}`) : undefined)
  }

  #knownOf({ reference, type, id }: Address, types: readonly string[]): KnownResource | null {
    for (const each of type ? [type] : types) {
      const known = this.#known.get(`${each}/${id}`) ?? this.#known.get(`${each}/${reference}`)
      if (known) return known
    }
    return null
  }

  /** Many resources name the same practitioner: his title is put together once. */
  #titleOf(own: Incoming): string {
    let title = this.#titles.get(own)
    if (title === undefined) {
      title = titleOf(own.resource)
      this.#titles.set(own, title)
    }
    return title
  }
}
