import type { Page } from 'playwright-core'
import { launchChromium } from '#test/chromium.ts'

interface Address {
  /** The chart's page. */
  url: string
  /** `name=value` of somebody who may see it. */
  cookie: string
}

interface Painted {
  /** Milliseconds from the navigation's start to the frame with rows of the timeline in sight, of each opening. */
  opened: number[]
  rows: number
  frames: number
  /** Frames in which a part of the timeline's place in the window showed neither a row nor that one is coming. */
  blankFrames: number
}

/** Opens a chart in Chromium some times, and then scrolls through all of its timeline by the wheel. */
export async function openInBrowser({ url, cookie }: Address, times: number): Promise<Painted> {
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-IN' })
    const [name, value] = cookie.split(/=(.*)/s) as [string, string]
    await context.addCookies([{ name, value, url: 'https://localhost', httpOnly: true, sameSite: 'Lax' }])
    const page = await context.newPage()
    const opened: number[] = []
    // The first two, which fill the browser's cache and the server's plans, do not count.
    for (let time = -2; time < times; time++) {
      await page.goto(url)
      const painted = await paintedAt(page)
      if (time >= 0) opened.push(Math.round(painted))
    }
    return { opened, ...(await scrollThrough(page)) }
  } finally {
    await browser.close()
  }
}

/** Waits for rows in the window and for the frame after them; milliseconds since the navigation began. */
async function paintedAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    () => {
      const rows = [...document.querySelectorAll('[data-index] button')]
      const isInSight = (row: Element) => row.getBoundingClientRect().top < window.innerHeight
      if (rows.filter(isInSight).length < 3) return undefined
      return new Promise<number>((resolve) => {
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
      })
    },
    undefined,
    { polling: 'raf', timeout: 60_000 },
  )
  return (await found.jsonValue())!
}

async function scrollThrough(page: Page): Promise<Omit<Painted, 'opened'>> {
  await page.evaluate(watchFrames)
  await page.mouse.move(640, 500)
  // At the end where the wheel moves nothing and nothing more is on its way.
  for (let still = 0; still < 10; ) {
    await page.mouse.wheel(0, 700)
    const moves = await page.evaluate(async () => {
      const before = window.scrollY
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      return window.scrollY !== before || document.querySelector('[data-index] .mantine-Loader-root') !== null
    })
    still = moves ? 0 : still + 1
  }
  return page.evaluate(() => {
    const { frames, blankFrames, rows } = (window as unknown as { seen: Seen }).seen
    return { frames, blankFrames, rows: rows.size }
  })
}

interface Seen {
  frames: number
  blankFrames: number
  rows: Set<string>
}

/** In the page: looks at each frame, at eight heights of what the window shows of the timeline. */
function watchFrames() {
  const seen: Seen = { frames: 0, blankFrames: 0, rows: new Set() }
  Object.assign(window, { seen })
  const look = () => {
    const list = document.querySelector('[role=list]:has([data-index])')
    const { left, width, top, bottom } = list?.getBoundingClientRect() ?? new DOMRect()
    const [from, to] = [Math.max(top, 0) + 4, Math.min(bottom, window.innerHeight) - 4]
    if (to - from > 100) {
      seen.frames++
      const parts = Array.from({ length: 8 }, (_, at) => from + ((to - from) * at) / 7)
      const found = parts.map((y) =>
        document.elementsFromPoint(left + width / 2, y).find((each) => each.closest('[data-index]')),
      )
      if (found.some((each) => !each)) seen.blankFrames++
      for (const each of found) seen.rows.add(each?.closest('[data-index]')?.getAttribute('data-index') ?? '')
      seen.rows.delete('')
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
