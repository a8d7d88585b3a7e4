import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { ConsoleMessage, Page } from 'playwright-core'
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
  /** Keeps a picture for whoever wants to look: `.tenantry/screenshots/<name>.png`. */
  picture(name: string): Promise<void>
  /** Nothing that axe calls serious or critical. */
  expectAccessible(): Promise<void>
  /** Everything the browser complained about, the policy's refusals among it. */
  complaints(): string[]
  /** Ends the visit; whatever the browser complained about fails the test. */
  leave(): Promise<void>
}

export function makeVisit(page: Page, base: string): Visit {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (isComplaint(message)) complaints.push(message.text())
  })
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
    picture: async (name) => {
      mkdirSync(screenshots, { recursive: true })
      await page.screenshot({ path: join(screenshots, `${name}.png`) })
    },
    expectAccessible: () => expectAccessible(page),
    complaints: () => complaints,
    leave: async () => {
      await page.context().close()
      expect(complaints, 'the browser complained').toEqual([])
    },
  }
}

/** An answer that refuses is logged too: that is the server's right, and the tests look at what the page makes of it. */
function isComplaint(message: ConsoleMessage) {
  return message.type() === 'error' && !message.text().startsWith('Failed to load resource')
}

async function expectAccessible(page: Page) {
  // What fades in has no contrast yet.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState === 'finished'),
  )
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
  expect(grave, page.url()).toEqual([])
}
