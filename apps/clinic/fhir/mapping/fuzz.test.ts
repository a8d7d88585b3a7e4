import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brokenResources } from '../test/broken-resources.ts'
import { partOf, ResourceFault } from './json.ts'
import { linksOf } from './links.ts'
import { mapResource } from './map-resource.ts'

test('whatever stands wherever in a resource, it is mapped or refused with a place', () => {
  fc.assert(
    fc.property(brokenResources, ({ type, json }) => {
      try {
        const resource = partOf(json, type)
        linksOf(resource)
        const patientId = type === 'Patient' ? null : 'the patient'
        mapResource(resource, { id: 'the id', patientId, encounterId: null, find: () => null })
      } catch (error) {
        expect(error).toBeInstanceOf(ResourceFault)
        expect((error as Error).message).toMatch(/^[A-Z]\w+[\w.]*: ./)
      }
    }),
    { numRuns: 3000 },
  )
})
