import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { buildWeb } from './build-web.mjs'
import { toolEnvironment } from './hand-over.mjs'
import { root } from './root.mjs'

// Runs under the Node that was brought: starts the server, and again after every change of a source.

const folders = ['apps', 'contract', 'owner', 'packages', 'platform', 'server', 'web']
const ignored = /(^|\/)(node_modules|dist)(\/|$)|\.test\.tsx?$|(^|\/)\.|~$/
const args = ['server/main.ts', 'start', ...process.argv.slice(2)]

let server = start()
let timer
let restarting = Promise.resolve()

for (const folder of folders.filter((name) => existsSync(join(root, name)))) {
  watch(join(root, folder), { recursive: true }, (_event, name) => {
    if (name === null || ignored.test(name.replaceAll('\\', '/'))) return
    clearTimeout(timer)
    // An editor, or a change of branch, writes many files at a time.
    timer = setTimeout(() => {
      restarting = restarting.then(restart)
    }, 200)
  }).on('error', (error) => process.stderr.write(`Changes in ${folder} are not seen: ${error.message}\n`))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (isRunning()) server.kill(signal)
    else process.exit(0)
  })
}

function start() {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment(process.execPath),
  })
  child.once('exit', (code) => {
    if (child !== server) return
    // Stopped by the person, not by us. A server that could not start waits for the next change.
    if (code === 0) process.exit(0)
    process.stderr.write('The server ended; it starts again after the next change.\n')
  })
  return child
}

async function restart() {
  try {
    await buildWeb(process.execPath)
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    return
  }
  const old = server
  server = undefined
  if (old.exitCode === null && old.signalCode === null) {
    const ended = once(old, 'exit')
    old.kill('SIGTERM')
    await ended
  }
  server = start()
}

function isRunning() {
  return server && server.exitCode === null && server.signalCode === null
}
