import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop, phone, press } from './shop.ts'
import type { Visit } from './visit.ts'

const shop = openShop()

/** What of the tenant's answers is kept on this device, by what it is called. */
const keptAnswers = ({ page }: Visit) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('tenantry answers'))
    const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return kept.flat().map(({ url }) => url.replace(/^.*\/api\//, ''))
  })

inBrowser(
  'without a connection the counter opens, takes an entry, and posts it once when it is back',
  async () => {
    const id = await shop.addCustomer('Offline Omkar', { apartments: ['36194'], openingBalanceMinor: 10_000 })
    const keeper = await shop.enter('owner', phone)
    const { page } = keeper
    await page.getByText('Works without a connection').waitFor()
    await expect
      .poll(async () => (await keptAnswers(keeper)).filter((url) => !url.endsWith('owner')).toSorted())
      .toEqual(['counter/customers', 'session', 'shop', 'tenant'])

    await page.context().setOffline(true)
    await page.reload()
    await page.getByText(/^Balances as of /).waitFor()
    await press(keeper, '36194')
    await page.getByText('Tower 36 · floor 19 · unit 4').waitFor()
    await page.getByRole('list', { name: 'Customers that fit' }).getByText('Offline Omkar').waitFor()
    await keeper.picture('counter-offline-find')
    await keeper.expectAccessible()
    await page.getByRole('button', { name: 'Next', exact: true }).tap()
    await page.getByRole('textbox', { name: 'Amount' }).waitFor()
    await page.getByText('₹100.00').waitFor()
    await press(keeper, '75')
    await page.getByRole('button', { name: 'Gave credit' }).tap()
    await page.getByText('1 entry waits to be sent').waitFor()
    await keeper.picture('counter-offline-waits')
    await keeper.expectAccessible()

    // The phone is put away and taken out again.
    await page.reload()
    await page.getByRole('list', { name: 'Entries that wait' }).getByText('₹75.00 on credit').waitFor()
    expect((await shop.statementOf(id)).lines).toHaveLength(1)

    await page.context().setOffline(false)
    await page.getByText('1 entry waits to be sent').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('₹175.00').waitFor()
    expect(await shop.statementOf(id)).toMatchObject({
      closingMinor: 17_500,
      lines: [{ kind: 'purchase', amountMinor: 7_500 }, { kind: 'opening' }],
    })
    await keeper.leave()
  },
)

inBrowser('what the shop refuses afterwards is shown, and nothing is written down', async () => {
  const id = await shop.addCustomer('Limited Leela', { apartments: ['42012'], creditLimitMinor: 5_000 })
  const keeper = await shop.enter('owner', { ...phone, colorScheme: 'dark' })
  const { page } = keeper
  await page.getByText('Works without a connection').waitFor()
  await page.context().setOffline(true)
  await page.reload()
  await page.getByRole('textbox', { name: 'Apartment, name or phone' }).fill('limited lee')
  await page.getByRole('button', { name: 'Next', exact: true }).tap()
  await page.getByRole('textbox', { name: 'Amount' }).waitFor()
  await press(keeper, '60')
  await page.getByRole('button', { name: 'Gave credit' }).tap()
  await page.getByText('1 entry waits to be sent').waitFor()
  await page.context().setOffline(false)
  await page.getByText('Refused when it was sent: nothing was written down').waitFor()
  await page.getByText('limit ₹50.00 · owes ₹0.00 · ₹50.00 available').waitFor()
  await keeper.picture('counter-conflict-dark')
  await keeper.expectAccessible()
  expect((await shop.statementOf(id)).lines).toEqual([])
  await keeper.leave()
})

inBrowser('whoever signs out leaves nothing behind, and nobody is shown another’s answers', async () => {
  const keeper = await shop.enter('admin')
  const { page } = keeper
  await page.getByText('Works without a connection').waitFor()
  await expect.poll(() => keptAnswers(keeper)).toContain('counter/customers')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('textbox', { name: 'Password' }).waitFor()
  await expect.poll(() => keptAnswers(keeper)).toEqual([])
  await page.context().setOffline(true)
  await page.reload()
  await page.getByRole('alert').waitFor()
  await keeper.expectNone(page.getByRole('heading', { name: 'Counter' }))
  await page.context().setOffline(false)

  // Somebody else at the same device, without a word to the page: a cookie that another tab has changed.
  const helper = await shop.clinics().deployment.signIn('shop', 'member')
  const again = await shop.owner()
  await keeper.carry(again.cookie!)
  await keeper.open('/counter')
  await page.getByText('Works without a connection').waitFor()
  await keeper.carry(helper.cookie!)
  await page.reload()
  await page.getByText('Works without a connection').waitFor()
  const owner = () =>
    page.evaluate(async () => {
      const [name] = (await caches.keys()).filter((each) => each.startsWith('tenantry answers'))
      const answers = await caches.open(name!)
      const session = (await answers.keys()).find(({ url }) => url.endsWith('/api/session'))
      if (!session) return 'nobody'
      return ((await (await answers.match(session))!.json()) as { account: { name: string } }).account.name
    })
  await expect.poll(owner).toBe('member')
  await keeper.leave()
})
