import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openFleet, openTenancy } from '@tenantry/tenancy'
import { makeLocalFolder } from '#platform/files/local-folder.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import { startRegistrar } from '#platform/registration/registrar.ts'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { median } from '../http/http.ts'
import type { World } from '../http/world.ts'
import { ask } from './ask.ts'

/** How long a clinic takes that registers itself: from the press of the button until its page may be opened, one after the other. */
export async function measureRegistration(world: World, port: number, clinics: number) {
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-registered-'))
  const tenancy = await openTenancy({ databaseUrl: world.databaseUrl, masterKey, modules: migrationModules })
  const fleet = openFleet({
    adminUrl: world.adminUrl,
    masterKey,
    modules: migrationModules,
    steps: provisionSteps(makeLocalFolder(folder)),
  })
  let failure: unknown
  const onError = (error: unknown) => void (failure ??= error)
  // A new owner is asked by mail whether the address is his.
  const announcer = announceJobs(tenancy, onError)
  const registrar = startRegistrar({ tenancy, fleet, onError })
  try {
    const millis: number[] = []
    const word = Date.now().toString(36)
    for (let at = 0; at < clinics; at++) {
      const begun = performance.now()
      const state = await register(port, `${word}-${at}`)
      millis.push(performance.now() - begun)
      if (failure ?? state !== 'done') throw failure ?? new Error(`A registration was ${state}`)
    }
    return { clinics, 'median ms': Math.round(median(millis)), 'worst ms': Math.round(Math.max(...millis)) }
  } finally {
    await registrar.close()
    await announcer.close()
    await tenancy.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function register(port: number, slug: string) {
  const asked = await ask(port, '/api/registrations', {
    app: 'clinic',
    slug,
    name: 'Riverside Clinic',
    owner: { name: 'Asha', email: `${slug}@example.org`, password: 'grey otters walk at night' },
  })
  if (asked.status !== 201) throw new Error(`A registration was answered ${asked.status}: ${asked.text}`)
  const { token } = JSON.parse(asked.text) as { token: string }
  for (;;) {
    const { state } = JSON.parse((await ask(port, '/api/registrations/look', { token })).text) as {
      state: string
    }
    if (state !== 'asked') return state
    await setTimeout(20)
  }
}
