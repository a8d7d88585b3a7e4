import type { Terminal } from './terminal.ts'

export interface ProgressBar {
  update(done: number, total: number, what?: string): void
  end(): void
}

const width = 24

/** A bar with count, rate and time left; where nobody watches, a line for every tenth. */
export function showProgress(terminal: Terminal, label: string, now = () => performance.now()): ProgressBar {
  const begun = now()
  let drawn = Number.NEGATIVE_INFINITY
  let tenth = 0
  return {
    update: (done, total, what = '') => {
      const share = total > 0 ? Math.min(done / total, 1) : 1
      if (!terminal.interactive) {
        const reached = Math.floor(share * 10)
        if (reached > tenth) terminal.tell(`${label}: ${done} of ${total}\n`)
        tenth = Math.max(tenth, reached)
        return
      }
      if (done < total && now() - drawn < 50) return
      drawn = now()
      const filled = Math.round(share * width)
      const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
      const line = `${label} ${bar} ${done}/${total}${paceOf(done, total, now() - begun)} ${what}`
      terminal.tell(`\r\u001b[K${line.slice(0, 110)}`)
    },
    end: () => {
      if (terminal.interactive) terminal.tell('\r\u001b[K')
    },
  }
}

function paceOf(done: number, total: number, milliseconds: number) {
  if (done === 0 || milliseconds < 1000) return ''
  const perSecond = (done * 1000) / milliseconds
  const left = Math.ceil((total - done) / perSecond)
  return ` · ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s · ${left} s left`
}
