import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, ConsoleMessage, Locator, Page, Request, Route } from 'playwright-core'
import { expect } from 'vitest'

const screenshots = join(import.meta.dirname, '../../.tenantry/screenshots')

/** One person in front of one browser. */
export interface Visit {
  page: Page
  /** A page below the clinic's address: `/patients`. */
  open(path: string): Promise<void>
  /** Is somebody already: takes over the cookie of a session. */
  carry(cookie: string): Promise<void>
  /** The path below the clinic's address that is shown now. */
  path(): string
  /** Nothing is awaited any more: no answer, nothing that says it is loading, nothing that still moves. */
  settled(): Promise<void>
  /** There is none of these, now that everything is there. */
  expectNone(locator: Locator): Promise<void>
  /** Nothing is wider than the screen. */
  expectFits(): Promise<void>
  /** Keeps a picture for whoever wants to look: `.tenantry/screenshots/<name>.png`. */
  picture(name: string): Promise<void>
  /** Nothing that axe calls serious or critical. */
  expectAccessible(): Promise<void>
  /** Everything the browser complained about, the policy's refusals among it. */
  complaints(): string[]
  /** Ends the visit; whatever the browser complained about fails the test. */
  leave(): Promise<void>
}

/** `BROWSER_SLOWDOWN=6` makes the page's processor so many times slower, and answers late: what a test forgot to wait for shows. */
const slowdown = Number(process.env.BROWSER_SLOWDOWN ?? 1)

export async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  asked.set(page, requestsOf(page))
  // A busy machine is slow; what comes late is still there.
  page.setDefaultTimeout(60_000)
  if (slowdown > 1) {
    const protocol = await context.newCDPSession(page)
    await protocol.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    // Not by a route: with one the browser keeps nothing, and asks for every script again.
    await protocol.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: slowdown * 50,
      downloadThroughput: -1,
      uploadThroughput: -1,
    })
  }
  return page
}

/**
 * Deals with the requests to `url` until the function that it answers is called. The route stays and lets by whatever comes
 * then: while one is taken away, what the page asks hangs for ever, in the browser as in the page. So it may while the first
 * is made, which therefore waits until nothing is asked.
 */
export async function dealWith(
  page: Page,
  url: string | RegExp,
  deal: (route: Route) => unknown,
): Promise<() => void> {
  let isOver = false
  await isQuiet(page)
  await page.route(url, (route) => (isOver ? route.fallback() : deal(route)))
  return () => {
    isOver = true
  }
}

/** Deals with the first request to `url` that the page sends, and lets all others by. */
export async function dealOnce(page: Page, url: string | RegExp, deal: (route: Route) => unknown) {
  let isDealt = false
  await isQuiet(page)
  await page.route(url, (route) => {
    if (isDealt) return route.fallback()
    isDealt = true
    return deal(route)
  })
}

export function makeVisit(page: Page, base: string): Visit {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (isComplaint(message)) complaints.push(message.text())
  })
  const settled = async () => {
    await isQuiet(page)
    await page.waitForFunction(isStill)
  }
  return {
    page,
    open: async (path) => {
      await page.goto(base + path)
    },
    carry: async (cookie) => {
      const [name, value] = cookie.split(/=(.*)/s) as [string, string]
      await page
        .context()
        .addCookies([{ name, value, url: 'https://localhost', httpOnly: true, sameSite: 'Lax' }])
    },
    path: () => page.url().slice(base.length),
    settled,
    expectNone: async (locator) => {
      await settled()
      await expect.poll(() => locator.count()).toBe(0)
    },
    expectFits: async () => {
      await settled()
      const width = () => page.evaluate(() => document.documentElement.scrollWidth)
      await expect.poll(width, { message: page.url() }).toBeLessThanOrEqual(page.viewportSize()!.width)
    },
    picture: async (name) => {
      await settled()
      mkdirSync(screenshots, { recursive: true })
      await page.screenshot({ path: join(screenshots, `${name}.png`) })
    },
    expectAccessible: async () => {
      await settled()
      await expectAccessible(page)
    },
    complaints: () => complaints,
    leave: async () => {
      await page.context().close()
      expect(complaints, 'the browser complained').toEqual([])
    },
  }
}

/** What each page has asked and has no answer to yet. */
const asked = new WeakMap<Page, Set<Request>>()

async function isQuiet(page: Page) {
  await expect.poll(() => [...asked.get(page)!].map((request) => request.url())).toEqual([])
}

/** Those that have no answer yet. The stream of events never has one; what a page asked ends with it. */
function requestsOf(page: Page) {
  const underWay = new Set<Request>()
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) underWay.clear()
    if (request.resourceType() !== 'eventsource') underWay.add(request)
  })
  page.on('requestfinished', (request) => underWay.delete(request))
  page.on('requestfailed', (request) => underWay.delete(request))
  return underWay
}

/** Runs in the page. What fades in has no contrast yet, and nobody wants a picture of a skeleton. */
function isStill() {
  const loading = [...document.querySelectorAll('[role=status][aria-label]')]
  return (
    !loading.some((each) => each.checkVisibility()) &&
    document.getAnimations().every(({ playState }) => playState === 'finished')
  )
}

/** An answer that refuses is logged too: that is the server's right, and the tests look at what the page makes of it. */
function isComplaint(message: ConsoleMessage) {
  return message.type() === 'error' && !message.text().startsWith('Failed to load resource')
}

async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
  expect(grave, page.url()).toEqual([])
}
