import { expect, test } from 'vitest'
import { findViolations, rules, sourceFiles } from './boundaries.ts'

test('no file imports what its folder forbids', () => {
  const files = sourceFiles()
  expect(files.length).toBeGreaterThan(20)
  expect(files.flatMap(({ file, source }) => findViolations(file, source))).toEqual([])
})

test('files are named for what they hold', () => {
  const nameless = /(^|\/)(utils?|helpers?|common|misc)(\/|\.)|(^|\/)(?!tenancy\/src\/index\.ts)index\.tsx?$/
  const names = sourceFiles().map(({ file }) => file)
  const allowed = ['packages/tenancy/src/index.ts']
  expect(names.filter((file) => nameless.test(file) && !allowed.includes(file))).toEqual([])
  expect(names.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([])
})

/** One import per rule that must not pass; a rule without one is not proven. */
const planted: [file: string, source: string, because: string][] = [
  [
    'packages/tenancy/src/fence.ts',
    `import { serve } from '#platform/http/serve.ts'`,
    'the kernel knows no product',
  ],
  ['packages/tenancy/src/fence.ts', `import fastify from 'fastify'`, 'the kernel knows no product'],
  [
    'server/main.ts',
    `import { x } from '../packages/tenancy/src/fence.ts'`,
    'the kernel is imported by its name',
  ],
  [
    'server/main.ts',
    `import { x } from '@tenantry/tenancy/src/fence.ts'`,
    'the kernel has one public surface',
  ],
  ['platform/audit/audit.ts', `import pg from 'pg'`, 'only the kernel opens connections'],
  ['contract/route.ts', `import { roles } from '#apps/clinic/roles.ts'`, 'contracts stand below everything'],
  ['apps/clinic/patients/web/patients.tsx', `import { sql } from 'kysely'`, 'the browser loads it'],
  ['apps/clinic/patients/patients.contract.ts', `import { join } from 'node:path'`, 'the browser loads it'],
  [
    'web/app.tsx',
    `import type { T } from '#apps/clinic/patients/patients.tables.ts'`,
    'the browser loads it',
  ],
  [
    'apps/clinic/patients/patients.ts',
    `import { config } from '#server/config.ts'`,
    'nothing looks up at the server',
  ],
  ['server/tenant-app.ts', `import { App } from '#web/app.tsx'`, 'the server knows no page'],
  ['platform/audit/audit.ts', `import { x } from '#apps/clinic/roles.ts'`, 'the platform knows no app'],
  ['apps/clinic/roles.ts', `import { x } from '#owner/tenants/tenants.ts'`, 'apps know no operators'],
  [
    'owner/tenants/tenants.ts',
    `import type { ClinicTables } from '#apps/clinic/clinic.tables.ts'`,
    'the console knows no rows of tenants',
  ],
  ['server/main.ts', `import { x } from '#test/deployment.ts'`, 'the product knows no test'],
  ['bin/launch.mjs', `import { Command } from 'commander'`, 'it runs before anything is installed'],
  ['apps/clinic/roles.ts', `import { x } from '#apps/store/roles.ts'`, 'apps meet in server/'],
  [
    'apps/clinic/labs/labs.ts',
    `import { x } from '../patients/search-tokens.ts'`,
    'another area is known by its public file',
  ],
  ['server/main.ts', `import { x } from './config'`, 'Node needs the file’s ending'],
  ['server/main.ts', `const x = await import('#test/deployment.ts')`, 'the product knows no test'],
]

test.for(planted)('%s: %s is found', ([file, source, because]) => {
  expect(findViolations(file, source).join()).toContain(because)
})

test('every rule has an example that breaks it', () => {
  const proven = planted.map(([, , because]) => because)
  expect(rules.filter((rule) => !proven.some((because) => rule.because.startsWith(because)))).toEqual([])
})

test('what the architecture allows passes', () => {
  const allowed = [
    ['apps/clinic/labs/labs.ts', `import { findPatient } from '#apps/clinic/patients/patients.ts'`],
    ['apps/clinic/labs/labs.ts', `import type { TenantTx } from '@tenantry/tenancy'`],
    ['web/router.tsx', `import { PatientsPage } from '#apps/clinic/patients/web/patients-page.tsx'`],
    ['server/tenant-app.ts', `import { patientRoutes } from '#apps/clinic/patients/patients.routes.ts'`],
  ] as const
  expect(allowed.flatMap(([file, source]) => findViolations(file, source))).toEqual([])
})
