import type { Browser, Route } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium, launchChromium } from '#test/chromium.ts'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import { hold } from '#test/hold.ts'
import { inBrowser } from './clinics.ts'
import { type KillableServer, makeKillableServer } from './killable-server.ts'
import { dealOnce, makeVisit, openPage } from './visit.ts'

let deployment: Deployment
let browser: Browser
let server: KillableServer

beforeAll(async () => {
  if (!hasChromium) return
  ;[deployment, browser] = await Promise.all([startDeployment(), launchChromium()])
  server = await makeKillableServer(deployment)
})
afterAll(async () => {
  await server?.remove()
  await browser?.close()
  await deployment?.close()
})

/** A counter on a phone, with a customer chosen and an amount typed. */
async function counterWith(name: string, amount: string) {
  const owner = await deployment.signIn('shop', 'owner')
  const { id } = (await owner.post('/customers', { name })).json()
  // What goes by the page's worker passes by the routes of a test, and nothing here is about opening without a connection.
  const context = await browser.newContext({
    viewport: { width: 360, height: 720 },
    hasTouch: true,
    serviceWorkers: 'block',
  })
  const keeper = makeVisit(await openPage(context), `${server.origin}/store/shop`)
  await keeper.carry(owner.cookie!)
  await keeper.open(`/counter?customer=${id}`)
  await keeper.page.getByRole('textbox', { name: 'Amount' }).fill(amount)
  const lines = async () => (await owner.get(`/customers/${id}/statement`)).json().lines
  return { id, keeper, page: keeper.page, lines }
}

/** Holds a customer's row, so that what is posted for him waits in the database. */
const holdCustomer = (id: string) =>
  hold(deployment, {
    database: deployment.tenant('shop').placement.database,
    text: 'select from store.customers where id = $1 for update',
    values: [id],
  })

inBrowser('a server that is killed before it has booked an entry books it once when it is back', async () => {
  await server.start()
  const { id, keeper, page, lines } = await counterWith('Cut Off Chitra', '75')
  const held = await holdCustomer(id)
  await page.getByRole('button', { name: 'Gave credit' }).tap()
  await expect.poll(held.waiting, { timeout: 60_000 }).toBe(1)
  await server.kill()
  await held.release()
  await page.getByText('1 entry waits to be sent').waitFor({ timeout: 60_000 })
  await keeper.picture('counter-server-gone')
  await server.start()
  await page.getByRole('button', { name: 'Send now' }).tap()
  await page.getByText('1 entry waits to be sent').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await lines()).toMatchObject([{ kind: 'purchase', amountMinor: 7_500, balanceMinor: 7_500 }])
  await keeper.leave()
})

inBrowser('a server that is killed after it has booked an entry does not book it again', async () => {
  await server.start()
  const { keeper, page, lines } = await counterWith('Cut Off Chandan', '40')
  // Booked and answered, but the answer does not reach the phone any more.
  const cutOff = async (route: Route) => {
    expect((await route.fetch()).status()).toBe(201)
    await server.kill()
    await route.abort('connectionreset')
  }
  await dealOnce(page, '**/payments', cutOff)
  await page.getByRole('button', { name: 'Got payment' }).tap()
  await page.getByText('1 entry waits to be sent').waitFor({ timeout: 60_000 })
  await server.start()
  // The phone was put away meanwhile: the entry is on it still.
  await page.reload()
  await page.getByRole('heading', { name: 'Counter' }).waitFor()
  await page.getByText('1 entry waits to be sent').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await lines()).toMatchObject([{ kind: 'payment', amountMinor: -4_000 }])
  await keeper.leave()
})
