import { spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { root } from './root.mjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a script of the repository with the Node that was brought, and ends as it ends. */
export async function handOver(node, args, folder = root) {
  const { code, signal } = await runForeground(node, args, folder)
  endAs(code, signal)
}

/** Runs it in front: the terminal is its own, and signals sent to us reach it. */
export function runForeground(node, args, folder = root) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: folder, stdio: 'inherit', env: toolEnvironment(node) })
    // Ctrl-C in a terminal reaches the child by itself as well; the server counts signals that come together as one.
    const forward = (signal) => child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    const watch = watchParent(() => child.kill('SIGTERM'))
    const stopForwarding = () => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, forward)
    }
    child.once('error', (error) => {
      stopForwarding()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      stopForwarding()
      resolve({ code, signal })
    })
  })
}

/**
 * npm starts us through a shell, and a signal sent to npm ends that shell and not us. Ours is a server that must not
 * outlive the command that started it.
 */
function watchParent(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  return setInterval(() => {
    if (process.ppid !== parent) onGone()
  }, 250)
}

/** The brought Node comes first for every tool that looks for `node`. */
export function toolEnvironment(node) {
  return {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].filter(Boolean).join(delimiter),
    npm_node_execpath: node,
    NODE: node,
  }
}

function endAs(code, signal) {
  if (signal) process.kill(process.pid, signal)
  else process.exitCode = code ?? 1
}
