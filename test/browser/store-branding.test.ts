import sharp from 'sharp'
import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop, phone } from './shop.ts'

const shop = openShop(async (owner) => {
  await owner.patch('/shop', { upiId: 'corner.shop@okbank', upiName: 'Corner Shop', version: 0 })
})

inBrowser(
  'the pages that customers open are in the shop’s colour and bear its logo, and can be read',
  async () => {
    const owner = await shop.owner()
    const { version } = (await owner.get('/settings')).json()
    // Nothing is harder to read on white than yellow.
    await owner.patch('/settings', { accent: '#ffd400', version })
    const keeper = await shop.enter('owner')
    await keeper.open('/settings?tab=branding')
    const logo = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#c2410c' } })
      .jpeg()
      .toBuffer()
    await keeper.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'logo.jpg', mimeType: 'image/jpeg', buffer: logo })
    await keeper.page.getByRole('img', { name: 'Logo of Corner Shop' }).waitFor()
    await keeper.leave()
    const id = await shop.addCustomer('Ravi Kumar', { apartments: ['36194'], openingBalanceMinor: 785_050 })
    for (const kind of ['payment', 'statement'] as const) {
      const asked = kind === 'statement' ? { payload: {} } : {}
      const made = await owner.request({ method: 'POST', url: `/customers/${id}/${kind}-links`, ...asked })
      expect(made.statusCode, made.body).toBe(201)
      const { url } = made.json()
      const path = new URL(url).pathname.split('/').at(-1) + new URL(url).hash
      for (const colorScheme of ['light', 'dark'] as const) {
        const ravi = await shop.clinics().visit('shop', { ...phone, colorScheme, language: 'hi' })
        await ravi.open(`/${path}`)
        await ravi.page.getByRole('heading', { name: 'Corner Shop', exact: true }).waitFor()
        const drawn = ravi.page.locator('header img')
        await expect.poll(() => drawn.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(300)
        const act = ravi.page.locator(kind === 'payment' ? 'a.act' : 'section button')
        const color = await act.first().evaluate((made) => getComputedStyle(made).borderTopColor)
        // A shade of yellow: as much red as green at least, and hardly any blue.
        const [red, green, blue] = /(\d+), (\d+), (\d+)/.exec(color)!.slice(1).map(Number)
        expect(blue, color).toBeLessThan(Math.min(red!, green!))
        await ravi.expectFits()
        await ravi.expectAccessible()
        await ravi.picture(`${kind}-page-branded-${colorScheme}`)
        await ravi.leave()
      }
    }
  },
)
