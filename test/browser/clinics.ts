import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { test } from 'vitest'
import { serverPort } from '#test/server-port.ts'
import type { TenantAppConfig } from '#server/tenant-app.ts'
import { hasChromium, launchChromium } from '#test/chromium.ts'
import { type Deployment, type DeploymentOptions, type Role, startDeployment } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { makeVisit, openPage, type Visit } from './visit.ts'

/** Browser tests say that they were skipped where there is no Chromium for the platform. */
export const inBrowser = test.runIf(hasChromium)

const webRoot = join(import.meta.dirname, '../../web/dist')

export interface Visitor extends BrowserContextOptions {
  language?: 'en' | 'hi'
  /** At `acme.localhost` instead of `/clinic/acme`. */
  ownHost?: boolean
}

/** The whole of Tenantry as people meet it: the real server on a real database, and a real browser. */
export interface Clinics {
  deployment: Deployment
  /** The platform's own address. */
  origin: string
  /** A new person's browser; nothing in it is shared with another's. */
  visit(slug: string, visitor?: Visitor): Promise<Visit>
  /** The same, already signed in and on the start page. */
  enter(slug: TenantSlug, role: Role, visitor?: Visitor): Promise<Visit>
  close(): Promise<void>
}

export async function openClinics(
  config: Partial<TenantAppConfig> = {},
  options: DeploymentOptions = {},
): Promise<Clinics> {
  if (!existsSync(join(webRoot, 'index.html'))) throw new Error('The web app is not built: run npm test')
  // Known beforehand: passkeys and links hold to the origin.
  const port = await serverPort()
  const origin = `http://localhost:${port}`
  const address = { platformHost: 'localhost', platformOrigin: origin }
  const [deployment, browser] = await Promise.all([
    startDeployment({ webRoot, address, ...config }, options),
    launchChromium(),
  ])
  await deployment.app.listen({ port, host: '127.0.0.1' })

  const visit = async (slug: string, visitor: Visitor = {}) =>
    openVisit(browser, origin, deployment, slug, visitor)
  return {
    deployment,
    origin,
    visit,
    enter: async (slug, role, visitor) => {
      const { cookie } = await deployment.signIn(slug, role)
      const somebody = await visit(slug, visitor)
      await somebody.carry(cookie!)
      await somebody.open('/')
      return somebody
    },
    close: async () => {
      await browser.close()
      await deployment.close()
    },
  }
}

async function openVisit(
  browser: Browser,
  origin: string,
  deployment: Deployment,
  slug: string,
  { language = 'en', ownHost = false, ...options }: Visitor,
) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-IN',
    reducedMotion: 'reduce',
    // Far from the clinic, whose own zone is what counts on the screen.
    timezoneId: 'America/New_York',
    ...options,
  })
  // A frame without an origin has no storage to put it into.
  await context.addInitScript((chosen) => {
    if (self.origin !== 'null') localStorage.setItem('tenantry.language', chosen)
  }, language)
  const { app } = deployment.tenancy.directory.bySlug(slug)!
  const base = ownHost ? origin.replace('//', `//${slug}.`) : `${origin}/${app}/${slug}`
  return makeVisit(await openPage(context), base)
}
