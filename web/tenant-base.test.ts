import { expect, test } from 'vitest'
import { tenantBase } from './tenant-base.ts'

test('the base is the app and the tenant’s short name, and empty on a host of its own', () => {
  expect(tenantBase('/clinic/santkrupa')).toBe('/clinic/santkrupa')
  expect(tenantBase('/clinic/santkrupa/patients/1')).toBe('/clinic/santkrupa')
  expect(tenantBase('/store/quantumtrack/')).toBe('/store/quantumtrack')
  expect(tenantBase('/patients/1')).toBe('')
  expect(tenantBase('/clinic')).toBe('')
})
