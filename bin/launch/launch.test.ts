import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runsTypeScript } from './bring-node.mjs'
import { explainNpm } from './npm.mjs'
import { nodePackages } from './node-packages.mjs'
import { explain } from './refusal.mjs'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-launch-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test.for([
  ['18.20.8', false],
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
  ['26.1.0', true],
] as const)('Node %s is taken as it is: %s', ([version, taken]) => {
  expect(runsTypeScript(version)).toBe(taken)
})

test('every Node that may be brought runs TypeScript and is pinned by its checksum', () => {
  for (const { version, integrity } of Object.values(nodePackages)) {
    expect(runsTypeScript(version)).toBe(true)
    expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
  }
})

test.for([
  ['npm error code ENOTFOUND\nnpm error network request to … failed', /check the network/],
  ['npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write', /disk is full/],
  ['npm error code EINTEGRITY', /checksum differs/],
  ['npm error code EUSAGE', /does not fit package.json/],
  ['npm error code EACCES', /may not write/],
  ['npm error code E418 teapot', /could not install the packages:\nnpm error code E418 teapot/],
] as const)('%s becomes a sentence', ([output, sentence]) => {
  expect(explainNpm(output)).toMatch(sentence)
})

test('a full disk and a folder of somebody else’s are sentences, a fault of ours is a stack', () => {
  expect(explain({ code: 'ENOSPC', path: '/x' })).toMatch(/^The disk is full \(\/x\)/)
  expect(explain({ code: 'EACCES', path: '/x' })).toMatch(/may not be written to \(\/x\)/)
  expect(explain(new TypeError('ours'))).toMatch(/TypeError: ours\n {4}at /)
})

test('the exit code of what was handed over to is kept', async () => {
  const { exit } = await launchScript('exit.mjs', 'process.exitCode = 7')
  expect(await exit).toEqual([7, null])
})

test('a signal reaches what was handed over to, and its end is ours', async () => {
  const script = `process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('ready')`
  const { launcher, exit, ready } = await launchScript('stop.mjs', script)
  await ready
  launcher.kill('SIGTERM')
  expect(await exit).toEqual([3, null])
})

test('what was handed over to stops when the shell of npm is gone', async () => {
  const mark = join(folder, 'stopped')
  const script = `import { writeFileSync } from 'node:fs'
    process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(mark)}, 'yes'); process.exit(0) })
    setInterval(() => {}, 1000); console.log('ready')`
  const { launcher, exit, ready } = await launchScript('npm.mjs', script, { throughShell: true })
  await ready
  launcher.kill('SIGTERM')
  await exit
  await expect.poll(() => readFileSync(mark, 'utf8'), { timeout: 20_000 }).toBe('yes')
})

/** Runs a script through handOver(), in a process of its own as npm would start it. */
async function launchScript(name: string, script: string, { throughShell = false } = {}) {
  const [target, launch] = [join(folder, name), join(folder, `launch-${name}`)]
  writeFileSync(target, script)
  const module = JSON.stringify(join(import.meta.dirname, 'hand-over.mjs'))
  writeFileSync(
    launch,
    `import { handOver } from ${module}\nawait handOver(process.execPath, [${JSON.stringify(target)}])`,
  )
  // The second command keeps the shell from becoming the first.
  const [file, args] = throughShell
    ? ['/bin/sh', ['-c', `"${process.execPath}" "${launch}"; exit $?`]]
    : [process.execPath, [launch]]
  const env = { ...process.env, ...(throughShell && { npm_lifecycle_event: 'start' }) }
  const launcher: ChildProcess = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  const exit = once(launcher, 'exit')
  const ready = launcher.stdout ? once(createInterface(launcher.stdout), 'line') : Promise.reject()
  ready.catch(() => {})
  return { launcher, exit, ready }
}
