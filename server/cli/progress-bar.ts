import type { Terminal } from './terminal.ts'

interface ProgressBar {
  /** `share` is how much is done, 0 to 1; `text` says it in numbers. */
  update(share: number, text: string): void
  end(): void
}

const width = 24

/** A bar that is drawn over; where nobody watches, a line for every tenth. */
export function showProgress(terminal: Terminal, label: string, now = () => performance.now()): ProgressBar {
  let drawn = Number.NEGATIVE_INFINITY
  let tenth = 0
  return {
    update: (share, text) => {
      const done = Math.min(Math.max(share, 0), 1)
      if (!terminal.interactive) {
        const reached = Math.floor(done * 10)
        if (reached > tenth) terminal.tell(`${label}: ${reached * 10} %, ${text}\n`)
        tenth = Math.max(tenth, reached)
        return
      }
      // Often enough for the eye; drawing costs more than most steps.
      if (done < 1 && now() - drawn < 50) return
      drawn = now()
      const filled = Math.round(done * width)
      const line = `${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`
      terminal.tell(`\r\u001b[K${line.slice(0, 110)}`)
    },
    end: () => {
      if (terminal.interactive) terminal.tell('\r\u001b[K')
    },
  }
}
