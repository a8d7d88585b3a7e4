import { launchChromium } from '#test/chromium.ts'

interface Address {
  /** The list of patients. */
  url: string
  /** `name=value` of somebody who may see it. */
  cookie: string
}

/**
 * Milliseconds from the answer to a registration, which follows its commit, until the patient stands in a list that is open in
 * Chromium. `register` makes a patient of this family name.
 */
export async function untilShown(
  { url, cookie }: Address,
  register: (name: string) => Promise<unknown>,
  rounds: number,
): Promise<number[]> {
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-IN' })
    const [name, value] = cookie.split(/=(.*)/s) as [string, string]
    await context.addCookies([{ name, value, url: 'https://localhost', httpOnly: true, sameSite: 'Lax' }])
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('row').nth(1).waitFor()
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      // Each before the one before it, so that it stands on the first page of the list.
      const family = `Aa ${String(1_000 - round)}`
      const shown = page
        .getByRole('row', { name: family })
        .waitFor()
        .then(() => performance.now())
      await register(family)
      const answeredAt = performance.now()
      times.push(Math.max(0, (await shown) - answeredAt))
    }
    return times
  } finally {
    await browser.close()
  }
}
