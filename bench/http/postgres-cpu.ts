import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/**
 * CPU time that a PostgreSQL has used so far, in microseconds: its first process, that one's children, and the children
 * that have ended. Other servers of the machine do not count. Undefined where there is no /proc.
 */
export function postgresCpu(postmaster: number): number | undefined {
  const first = readStat(postmaster)
  if (!first) return undefined
  let ticks = first.own + first.ended
  for (const pid of readdirSync('/proc')) {
    const stat = /^\d+$/.test(pid) ? readStat(Number(pid)) : undefined
    if (stat?.parent === postmaster) ticks += stat.own
  }
  return (ticks / ticksPerSecond) * 1e6
}

function readStat(pid: number) {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined // it has ended meanwhile
  }
  // The name is in brackets and may hold anything; the numbers come after the last one.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const sum = (...at: number[]) => at.reduce((all, each) => all + fields[each]!, 0)
  return { parent: fields[1]!, own: sum(11, 12), ended: sum(13, 14) }
}
