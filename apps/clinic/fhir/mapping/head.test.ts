import { expect, test } from 'vitest'
import { concept, type Resource } from '../test/bundles.ts'
import { headOf } from './head.ts'
import { part } from './test/map.ts'

test.each([
  [
    { resourceType: 'CarePlan', title: 'Diabetes plan', period: { start: '2020' } },
    'document',
    'Diabetes plan',
    '2020',
  ],
  [
    { resourceType: 'Goal', description: { text: 'HbA1c < 7' }, startDate: '2021-01-01' },
    'document',
    'HbA1c < 7',
    '2021-01-01',
  ],
  [
    {
      resourceType: 'ImagingStudy',
      started: '2020-02-02',
      series: [{ modality: { code: 'DX', display: 'X-ray' }, bodySite: { display: 'Knee' } }],
    },
    'document',
    'X-ray, Knee',
    '2020-02-02',
  ],
  [
    { resourceType: 'Claim', created: '2020-03-03', item: [{ productOrService: concept('Check-up') }] },
    'billing',
    'Check-up',
    '2020-03-03',
  ],
  [{ resourceType: 'SomethingNew' }, 'document', 'SomethingNew', null],
])('%j is listed as %s, %s', (resource, kind, title, occurredText) => {
  expect(headOf(part(resource as Resource), true)).toMatchObject({ kind, title, occurredText })
})

test('what belongs to nobody is kept in the directory, under its name', () => {
  expect(headOf(part({ resourceType: 'Organization', name: 'City Hospital' }), false)).toMatchObject({
    kind: 'directory',
    title: 'City Hospital',
  })
})
