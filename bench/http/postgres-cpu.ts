import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** CPU time of all processes named `postgres` on this machine, in microseconds. Undefined where there is no /proc. */
export function postgresCpu(): number | undefined {
  try {
    let ticks = 0
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      const stat = readStat(pid)
      // The name is in brackets and may hold anything; the numbers come after the last one.
      if (!stat.includes('(postgres)')) continue
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      ticks += Number(fields[11]) + Number(fields[12])
    }
    return (ticks / ticksPerSecond) * 1e6
  } catch {
    return undefined
  }
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}
