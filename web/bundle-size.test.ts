import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readBundle } from './bundle-size.ts'

const dist = mkdtempSync(join(tmpdir(), 'tenantry-bundle-'))

beforeAll(() => {
  // Else React comes in its development form, which nobody is sent.
  vi.stubEnv('NODE_ENV', 'production')
  return build({
    configFile: 'vite.config.ts',
    logLevel: 'error',
    build: { outDir: dist, emptyOutDir: true },
  })
})
afterAll(() => rmSync(dist, { recursive: true }))

const shellTexts = ['language/shell.en.ts', 'language/problems.en.ts']
const firstPages = {
  'the sign-in page': [
    '../platform/identity/web/sign-in-page.tsx',
    '../platform/identity/web/identity.en.ts',
  ],
  'the patients list': [
    '../apps/clinic/patients/web/patients-page.tsx',
    '../apps/clinic/patients/web/patients.en.ts',
  ],
  'the counter': [
    '../apps/store/counter/web/counter-page.tsx',
    '../apps/store/counter/web/counter.en.ts',
    '../apps/store/customers/web/customers.en.ts',
  ],
  'a chart': [
    '../apps/clinic/records/web/patient-page.tsx',
    '../apps/clinic/records/web/records.en.ts',
    '../apps/clinic/patients/web/patients.en.ts',
  ],
}

test('the console’s list of tenants loads less than 250 kB of script', () => {
  const texts = [...shellTexts, 'console/console.en.ts']
  const page = '../owner/tenants/web/tenants-page.tsx'
  expect(readBundle(dist, 'console.html').gzippedBytes(...texts, page)).toBeLessThan(250_000)
})

test('the page that a customer pays on loads less than 20 kB of script, in either language', () => {
  const texts = ['../apps/store/links/web/pay.en.ts', '../apps/store/links/web/pay.hi.ts']
  expect(readBundle(dist, 'pay.html').gzippedBytes(...texts)).toBeLessThan(20_000)
})

test.each(Object.entries(firstPages))('%s loads less than 250 kB of script', (_page, modules) => {
  expect(readBundle(dist).gzippedBytes(...shellTexts, ...modules)).toBeLessThan(250_000)
})
