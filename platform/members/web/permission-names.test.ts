import { expect, test } from 'vitest'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { storeRoles } from '#apps/store/roles.ts'
import { permissionsIn } from '../roles.ts'
import { permissionTexts } from './use-permission-name.ts'

test.each([
  ['clinic', clinicRoles],
  ['store', storeRoles],
])('every permission of a %s has words that people understand', (_app, roles) => {
  expect(
    [...permissionsIn(roles)].filter((permission) => !Object.hasOwn(permissionTexts, permission)),
  ).toEqual([])
})
