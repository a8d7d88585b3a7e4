import { expect, test } from 'vitest'
import { insertNote, masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { openTenancy, TenancyError } from './index.ts'

const deployment = openDeployment()

/** Mulberry32: the same aborts at every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

test('two thousand calls of two tenants, aborted at random on few connections, never see the other’s rows', async () => {
  const { databaseUrl, acme, globex } = deployment
  const tenancy = await openTenancy({ databaseUrl, masterKey, maxConnections: 3 })
  const notes = tenancy.tables<NotesTables>()
  for (const tenant of [acme, globex]) await insertNote(tenancy, tenant, `canary of ${tenant.slug}`)
  const random = randomOf(42)
  const outcomes = { answered: 0, aborted: 0 }
  const call = async (n: number) => {
    const tenant = n % 2 === 0 ? acme : globex
    const controller = new AbortController()
    const abortAfter = random()
    if (abortAfter < 0.4) setTimeout(() => controller.abort(), abortAfter * 20)
    const work = random() < 0.5 ? notes.read : notes.run
    try {
      const bodies = await work(
        tenant,
        someone,
        async (tx) => {
          const first = await tx.selectFrom('notes.notes').select('body').execute()
          const second = await tx.selectFrom('notes.notes').select('body').execute()
          return [...first, ...second].map((row) => row.body)
        },
        { signal: controller.signal },
      )
      expect(new Set(bodies)).toEqual(new Set([`canary of ${tenant.slug}`]))
      outcomes.answered++
    } catch (error) {
      // Aborted while committing, the outcome is unknown; nobody is left to be told.
      if (!(error instanceof TenancyError) || !['aborted', 'outcome_unknown'].includes(error.code))
        throw error
      outcomes.aborted++
    }
  }
  let next = 0
  const worker = async () => {
    while (next < 2_000) await call(next++)
  }
  await Promise.all(Array.from({ length: 12 }, worker))
  await tenancy.close()
  expect(outcomes.answered + outcomes.aborted).toBe(2_000)
  expect(outcomes.aborted).toBeGreaterThan(50)
  expect(outcomes.answered).toBeGreaterThan(500)
})
