import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './chromium.ts'

let browser: Browser
beforeAll(async () => {
  if (hasChromium) browser = await launchChromium()
})
afterAll(() => browser?.close())

test.runIf(hasChromium)(
  'the browser keeps to the same rules as a person’s: no cookie and no script crosses origins',
  async () => {
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html')
      response.setHeader('set-cookie', '__Host-t=1; Secure; Path=/; HttpOnly; SameSite=Lax')
      response.end(
        `<title>${request.headers.host?.split(':')[0]}</title>${request.headers.cookie ?? 'no cookie'}`,
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const page = await browser.newPage()
    const seen: string[] = []
    for (const host of ['localhost', 'localhost', 'acme.localhost']) {
      await page.goto(`http://${host}:${port}/`)
      seen.push(`${await page.title()}: ${await page.textContent('body')}`)
    }
    expect(seen).toEqual(['localhost: no cookie', 'localhost: __Host-t=1', 'acme.localhost: no cookie'])
    await expect(
      page.evaluate((url) => fetch(url).then(() => 'read'), `http://localhost:${port}/`),
    ).rejects.toThrow('Failed to fetch')
    await page.close()
    server.close()
  },
)
