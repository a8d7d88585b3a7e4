import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fleet, type NewTenant, openFleet } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect } from 'vitest'
import { makeLocalFolder } from '#platform/files/local-folder.ts'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { masterKey } from './deployment.ts'
import { openDeployment } from './open-deployment.ts'

interface Act {
  make?: NewTenant
  undo?: string
}

const program = join(import.meta.dirname, 'provision.process.ts')

/** A fleet that makes tenants with every step of the product, files in a folder of its own; and processes that die at it. */
export function openProductFleet() {
  const deployment = openDeployment()
  let folder: string
  let fleet: Fleet
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenantry-product-'))
    const steps = provisionSteps(makeLocalFolder(folder))
    fleet = openFleet({ adminUrl: deployment.adminUrl, masterKey, modules: migrationModules, steps })
    // A copied deployment has no template, from which a silo is made.
    await fleet.migrate()
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Does it in a process of its own, which dies at a crash point, or names those that it passes. */
  async function inChild(act: Act, crashAt: string) {
    const argument = JSON.stringify({ adminUrl: deployment.adminUrl, folder, ...act })
    const child = spawn(process.execPath, [program, argument], {
      env: { ...process.env, NODE_OPTIONS: '', TENANTRY_CRASH_AT: crashAt },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    const points = printed.split('\n').flatMap((line) => /^crashpoint (.+)$/.exec(line)?.[1] ?? [])
    return { signal, points }
  }

  return {
    inChild,
    kill: async (act: Act, crashAt: string) => {
      expect((await inChild(act, crashAt)).signal, crashAt).toBe('SIGKILL')
    },
    /** The folders of one tenant's files. */
    foldersOf: async (id: string) => (await readdir(join(folder, 'tenants', id)).catch(() => [])).sort(),
    deployment,
    get fleet() {
      return fleet
    },
    get folder() {
      return folder
    },
  }
}
