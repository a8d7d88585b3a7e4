import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { hasChromium, launchChromium } from '#test/chromium.ts'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import { inBrowser } from './clinics.ts'
import { type KillableServer, makeKillableServer } from './killable-server.ts'
import { dealOnce, makeVisit, openPage, type Visit } from './visit.ts'

/** At a desk and on a phone. */
export const atWidths = inBrowser.each([1280, 375])

/** Where people walk through doors while the server dies and comes back. */
interface Stage {
  deployment: Deployment
  server: KillableServer
  /** A new browser, at Acme's address unless another is given. */
  visitAt(width: number, base?: string): Promise<Visit>
  /** Pressed while nobody answers: the page says so, and the server is back afterwards. */
  pressWithoutServer(page: Page, name: string): Promise<void>
  /** Pressed, and done; but the server dies before its answer to `url` has left. It is back afterwards. */
  pressAndLoseAnswer(page: Page, press: () => Promise<void>, url: string): Promise<void>
  /** Counts rows of the control database. */
  count(text: string, values: unknown[]): Promise<number>
  /** In how many tenants somebody is a member. */
  membersWith(email: string): Promise<number>
  close(): Promise<void>
}

/** The password that people choose there. */
export const chosen = 'grey otters walk at night'

/** The stage of a test file: open before its first test, closed after its last. */
export function openStage(): () => Stage {
  let stage: Stage | undefined
  beforeAll(async () => {
    if (hasChromium) stage = await makeStage()
  })
  afterAll(() => stage?.close())
  return () => stage!
}

async function makeStage(): Promise<Stage> {
  const [deployment, browser] = await Promise.all([startDeployment(), launchChromium()])
  const server = await makeKillableServer(deployment, { DATABASE_ADMIN_URL: deployment.adminUrl })
  await server.start()
  const count = async (text: string, values: unknown[]) => {
    const asked = { role: 'tenantry_owner' }
    return (await queryAsAdmin<{ count: number }>(deployment, asked, text, values))[0]!.count
  }
  return {
    deployment,
    server,
    visitAt: async (width, base = `${server.origin}/clinic/acme`) => {
      // What goes by the page's worker passes by the routes of a test.
      const context = await browser.newContext({
        viewport: { width, height: 760 },
        hasTouch: width < 500,
        reducedMotion: 'reduce',
        locale: 'en-IN',
        serviceWorkers: 'block',
      })
      await context.addInitScript(() => {
        // Before the first page, where going back may lead, there is no place to keep anything.
        if (location.protocol !== 'about:') localStorage.setItem('tenantry.language', 'en')
      })
      return makeVisit(await openPage(context), base)
    },
    pressWithoutServer: async (page, name) => {
      await server.kill()
      await button(page, name).click()
      await isUnreachable(page)
      await server.start()
    },
    pressAndLoseAnswer: async (page, press, url) => {
      const cut = Promise.withResolvers<void>()
      const cutOff = async (route: Route) => {
        const cookies = await page.context().cookies()
        const answer = await route.fetch()
        expect(answer.status(), await answer.text()).toBeLessThan(300)
        await server.kill()
        // No more of it than of the answer has arrived.
        await page.context().clearCookies()
        await page.context().addCookies(cookies)
        await route.abort('connectionreset')
        cut.resolve()
      }
      await dealOnce(page, url, cutOff)
      await press()
      await cut.promise
      await isUnreachable(page)
      await server.start()
    },
    count,
    membersWith: (email) =>
      count(
        `select count(*)::int from control.members m join control.accounts a on a.id = m.account_id where a.email = $1`,
        [email],
      ),
    close: async () => {
      await server.remove()
      await browser.close()
      await deployment.close()
    },
  }
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

export const isUnreachable = (page: Page) =>
  page.getByText('The server could not be reached').first().waitFor({ timeout: 60_000 })

export const newAddress = (word: string) => `${word}.${crypto.randomUUID().slice(0, 8)}@example.org`

export async function signIn({ page }: Visit, email: string, secret: string) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(secret)
  await button(page, 'Sign in').click()
}

/** Makes the browser's authenticator one that the test moves: a passkey is made and shown without a finger. */
export async function addAuthenticator(page: Page) {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('WebAuthn.enable')
  await protocol.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
