/** Where this process is to die: a crash point's name, `<name>#<k>` for the k-th time there, or the k-th point of all. */
const fatal = process.env.TENANTRY_CRASH_AT
const passed = new Map<string, number>()
let total = 0

/**
 * A place between two effects. A test's child process says in its environment where it dies, so that what is left behind
 * can be completed or undone; `TENANTRY_CRASH_AT=list` prints the names it passes instead. Elsewhere this does nothing.
 */
export function crashpoint(name: string): void {
  if (fatal === undefined) return
  if (fatal === 'list') {
    process.stdout.write(`crashpoint ${name}\n`)
    return
  }
  const times = (passed.get(name) ?? 0) + 1
  passed.set(name, times)
  if ([name, `${name}#${times}`, String(++total)].includes(fatal)) process.kill(process.pid, 'SIGKILL')
}
