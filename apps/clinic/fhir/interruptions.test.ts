import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { masterKey } from '#test/deployment.ts'
import { cancelImport } from './imports.ts'
import { bundleOf, manyBundles } from './test/bundles.ts'
import { actor, counts } from './test/importing.ts'
import { TurnLost } from './turns.ts'
import { meera, openImportingClinics } from './test/importing-clinics.ts'

const clinics = openImportingClinics()

test('an import that is killed again and again ends as if it never had been', async () => {
  const { deployment, importing, acme } = clinics
  const path = await importing.write({
    ...manyBundles(24),
    'bad.json': '{',
    'worse.json': bundleOf([{ resourceType: 'X' }]),
  })
  const script = fileURLToPath(new URL('./test/import-in-child.ts', import.meta.url))
  const args = [script, deployment.databaseUrl, masterKey.toString('hex'), acme.slug, path, '300']
  let kills = 0
  let finished = false
  for (let round = 0; round < 20 && !finished; round++) {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    let begun: number | undefined
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') finished = true
      begun ??= Number(line)
      // In the midst of whatever it does just then, but not so late that it may have come to its end.
      if (Number(line) >= begun + 4 && Number(line) < 18 && child.kill('SIGKILL')) kills++
    }
    await exited
  }
  expect(finished).toBe(true)
  expect(kills).toBeGreaterThan(2)

  const [row, ...others] = await importing.rowsOf(acme, 'clinic.imports')
  expect(others).toEqual([])
  expect(row).toMatchObject({
    state: 'done',
    readCount: 505,
    createdCount: 504,
    failedCount: 1,
    bundleCount: 25,
    problemCount: 2,
  })
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(24)
  expect(await importing.rowsOf(acme, 'clinic.observations')).toHaveLength(480)
  expect(await importing.rowsOf(acme, 'clinic.fhir_versions')).toEqual([])
  expect(await importing.rowsOf(acme, 'clinic.import_problems')).toHaveLength(2)
})

test('an import that is interrupted by its signal goes on where it was', async () => {
  const { importing, acme } = clinics
  const path = await importing.write(manyBundles(6))
  const interrupt = new AbortController()
  const run = importing.importPath(acme, path, {
    signal: interrupt.signal,
    onProgress: ({ bundles }) => bundles === 2 && interrupt.abort(new Error('enough')),
  })
  await expect(run).rejects.toThrow('enough')
  const seen: number[] = []
  const done = await importing.importPath(acme, path, { onProgress: ({ bundles }) => seen.push(bundles) })
  expect(seen[0]).toBe(3)
  expect(counts(done)).toEqual({ read: 126, created: 126, updated: 0, unchanged: 0, failed: 0 })
  expect(await importing.rowsOf(acme, 'clinic.imports')).toHaveLength(1)
})

test('two imports at once wait for one another, and what both bring is there once', async () => {
  const { importing, acme } = clinics
  const path = await importing.write(manyBundles(6))
  const other = await importing.write({ ...manyBundles(6), 'more.json': meera })
  const [one, two] = await Promise.all([importing.importPath(acme, path), importing.importPath(acme, other)])
  expect(one.created + two.created).toBe(132)
  expect(one.unchanged + two.unchanged).toBe(126)
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(7)
})

test('imports of two clinics do not wait for one another', async () => {
  const { importing, acme, globex } = clinics
  const path = await importing.write(manyBundles(3))
  const seen: string[] = []
  const note = { onProgress: ({ state }: { state: string }) => void seen.push(state) }
  await Promise.all([importing.importPath(acme, path, note), importing.importPath(globex, path, note)])
  expect(seen).not.toContain('waiting')
})

test('who has lost the turn commits nothing more', async () => {
  const { importing, acme } = clinics
  const path = await importing.write(manyBundles(6))
  let stolen: Promise<unknown> | undefined
  const run = importing.importPath(acme, path, {
    onProgress: ({ bundles }) => {
      if (bundles !== 2) return
      stolen = importing.db.run(acme, actor, (tx) =>
        tx
          .updateTable('clinic.import_turns')
          .set({ holder: '01a1fd55-0adc-702d-8153-231e9c0a3b8e', leaseUntil: '2100-01-01T00:00:00Z' })
          .execute(),
      )
    },
  })
  await expect(run).rejects.toThrow(TurnLost)
  await stolen
  const [row] = await importing.rowsOf(acme, 'clinic.imports')
  const patients = await importing.rowsOf(acme, 'clinic.patients')
  expect(row).toMatchObject({ state: 'running', bundleCount: patients.length })
  expect(patients.length).toBeLessThan(6)
})

test('an import that somebody stops ends after the bundle it is at, and keeps what it has', async () => {
  const { importing, acme } = clinics
  const path = await importing.write(manyBundles(8))
  let stopped: Promise<unknown> | undefined
  const done = await importing.importPath(acme, path, {
    onProgress: ({ id, bundles }) => {
      if (bundles === 2) stopped = importing.db.run(acme, actor, (tx) => cancelImport(tx, id))
    },
  })
  await stopped
  expect(done.state).toBe('canceled')
  expect(done.bundles).toBeLessThan(8)
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(done.bundles)
})
