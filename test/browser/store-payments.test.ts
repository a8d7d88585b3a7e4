import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop, phone } from './shop.ts'
import type { Visit } from './visit.ts'

const shop = openShop(async (owner) => {
  await owner.patch('/shop', { upiId: 'corner.shop@okbank', upiName: 'Corner Shop', version: 0 })
})

async function customer(name: string, more: object = {}) {
  const keeper = await shop.owner()
  const asked = { name, apartments: ['36194'], openingBalanceMinor: 785_050, ...more }
  const answer = await keeper.post('/customers', asked)
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json().id as string
}

async function pathOfLink(customerId: string) {
  const keeper = await shop.owner()
  const url = `/customers/${customerId}/payment-links`
  const made = await keeper.request({ method: 'POST', url })
  return new URL(made.json().url).pathname.replace('/store/shop', '') + new URL(made.json().url).hash
}

inBrowser('a customer says he has paid, and the shop confirms it once', async () => {
  const id = await customer('Ravi Kumar')
  const keeper = await shop.enter('owner', phone)
  await keeper.open('/customers')
  // By the name that the page itself has.
  await keeper.page.getByRole('navigation').getByRole('button', { name: 'More' }).click()
  await keeper.page.getByRole('link', { name: 'Payments to confirm' }).click()
  await keeper.page.getByRole('heading', { name: 'Payments to confirm' }).waitFor()
  await keeper.page.getByText('Nobody waits for an answer.').waitFor()
  await keeper.expectAccessible()
  await expect.poll(() => shop.clinics().deployment.app.live.count).toBeGreaterThan(0)

  const ravi = await shop.clinics().visit('shop', phone)
  const { page } = ravi
  await ravi.open(await pathOfLink(id))
  await page.getByRole('heading', { name: 'Corner Shop', exact: true }).waitFor()
  await page.getByText('You owe Corner Shop').waitFor()
  const pay = page.getByRole('link', { name: 'Pay ₹7,850.50 by UPI' })
  await expect
    .poll(() => pay.getAttribute('href'))
    .toMatch(/^upi:\/\/pay\?pa=corner\.shop@okbank&.*am=7850\.50/)
  await page.getByRole('img', { name: 'Code to pay with a UPI app' }).waitFor()
  await ravi.expectFits()
  await ravi.expectAccessible()
  await ravi.picture('pay-phone')
  await page.getByLabel('Amount').fill('five')
  await page.getByRole('button', { name: 'Tell the shop' }).tap()
  await page.getByText('Write an amount like').waitFor()
  await page.getByLabel('Amount').fill('7000')
  await page.getByLabel('UPI reference').fill('12')
  await page.getByRole('button', { name: 'Tell the shop' }).tap()
  await page.getByText('Six letters or digits at least').waitFor()
  await page.getByLabel('UPI reference').fill('4321 0987 6543')
  await page.getByRole('button', { name: 'Tell the shop' }).tap()
  await page.getByText('You have said that you paid ₹7,000.00.').waitFor()
  await ravi.expectAccessible()
  await ravi.picture('pay-claimed-phone')

  // It stands on the shop's screen without a reload.
  await keeper.page.getByRole('link', { name: 'Ravi Kumar' }).waitFor()
  await keeper.page.getByText('Reference 432109876543').waitFor()
  await keeper.expectAccessible()
  await keeper.picture('claims-phone')
  await keeper.page.getByRole('button', { name: 'Confirm' }).tap()
  await keeper.page.getByRole('dialog').getByText('Have ₹7,000.00 of Ravi Kumar come?').waitFor()
  await keeper.expectAccessible()
  await keeper.picture('claims-confirm-phone')
  await keeper.page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).tap()
  await keeper.page.getByText(/^Booked: receipt PAY-/).waitFor()
  await keeper.page.getByText('Decided', { exact: true }).tap()
  await keeper.page.getByText('Confirmed', { exact: true }).waitFor()
  await keeper.expectAccessible()
  await keeper.picture('claims-decided-phone')

  await page.reload()
  await page.getByText('Corner Shop has received your ₹7,000.00.').waitFor()
  await page.getByText('₹850.50', { exact: true }).waitFor()
  await ravi.leave()
  await keeper.leave()
})

inBrowser(
  'two shopkeepers confirm at once, one of them twice, and it is booked once as it came',
  async () => {
    const id = await customer('Double Divya', { openingBalanceMinor: 600_000 })
    await shop.clinics().deployment.startWorker()
    const keeper = await shop.enter('owner', phone)
    const helper = await shop.enter('member', { ...phone, colorScheme: 'dark' })
    for (const somebody of [keeper, helper]) await somebody.open('/claims')
    await helper.page.getByText('Nobody waits for an answer.').waitFor()
    await expect.poll(() => shop.clinics().deployment.app.live.count).toBe(2)

    const divya = await shop.clinics().visit('shop', phone)
    await divya.open(await pathOfLink(id))
    await divya.page.getByLabel('Amount').fill('7000')
    await divya.page.getByRole('button', { name: 'Tell the shop' }).tap()
    await divya.page.getByText('You have said that you paid ₹7,000.00.').waitFor()
    // Both hear of it without asking: on the page, and behind the bell.
    for (const { page } of [keeper, helper]) {
      await page.getByRole('link', { name: 'Double Divya' }).waitFor()
      await page.getByRole('button', { name: /unread/ }).waitFor()
      await page.getByRole('button', { name: 'Confirm' }).tap()
      const asked = page.getByRole('dialog')
      await asked.getByLabel('Amount that has come').fill('0')
      await asked.getByText('Write an amount like').waitFor()
      await asked.getByLabel('Amount that has come').fill('6500')
      await asked.getByText('₹7,000.00 was said; ₹6,500.00 is booked.').waitFor()
      await asked.getByText('₹500.00 is more than is owed and is kept as paid ahead.').waitFor()
    }
    await helper.expectAccessible()
    await helper.picture('claims-other-amount-dark')
    const press = (visit: Visit) => visit.page.getByRole('dialog').getByRole('button', { name: 'Confirm' })
    await Promise.all([press(keeper).dblclick(), press(helper).tap()])
    await Promise.all([keeper, helper].map(({ page }) => page.getByText(/^Booked: receipt PAY-/).waitFor()))
    await keeper.page.getByText('Decided', { exact: true }).tap()
    await keeper.page.getByText('₹6,500.00 came, ₹7,000.00 was said').waitFor()
    await keeper.expectAccessible()
    await keeper.picture('claims-decided-other-amount')
    const owner = await shop.owner()
    expect((await owner.get(`/customers/${id}/statement`)).json()).toMatchObject({
      closingMinor: -50_000,
      lines: [{ kind: 'payment', amountMinor: -650_000 }, { kind: 'opening' }],
    })
    await divya.page.reload()
    await divya.page.getByText('Corner Shop has received ₹6,500.00; you had said ₹7,000.00.').waitFor()
    await divya.picture('pay-other-amount')
    for (const visit of [keeper, helper, divya]) await visit.leave()
  },
)

inBrowser(
  'in Hindi and in the dark he reads why his payment was not found, and may say it again',
  async () => {
    const id = await customer('आशा वर्मा', { language: 'hi' })
    const asha = await shop.clinics().visit('shop', { ...phone, colorScheme: 'dark' })
    await asha.open(await pathOfLink(id))
    await asha.page.getByText('आप पर Corner Shop का बकाया').waitFor()
    await asha.page.getByRole('button', { name: 'दुकान को बताएँ' }).tap()
    await asha.page.getByText(/आपने बताया है/).waitFor()

    const keeper = await shop.enter('owner', { language: 'hi', colorScheme: 'dark' })
    await keeper.open('/claims')
    await keeper.page.getByText('संदर्भ संख्या नहीं').waitFor()
    await keeper.picture('claims-hindi-dark')
    await keeper.expectAccessible()
    await keeper.page.getByRole('button', { name: 'अस्वीकार करें' }).click()
    await keeper.page.getByLabel('कारण, जो ग्राहक पढ़ेगा').fill('बैंक में नहीं आया')
    await keeper.expectAccessible()
    await keeper.page.getByRole('dialog').getByRole('button', { name: 'अस्वीकार करें' }).click()
    await keeper.page.getByText('भुगतान अस्वीकार किया गया।').waitFor()
    await keeper.leave()

    await asha.page.reload()
    await asha.page.getByText(/नहीं मिले: बैंक में नहीं आया/).waitFor()
    await asha.expectFits()
    await asha.expectAccessible()
    await asha.picture('pay-refused-hindi-dark')
    await asha.page.getByRole('button', { name: 'English' }).tap()
    await asha.page.getByText('You owe Corner Shop').waitFor()
    await asha.leave()
  },
)

inBrowser('a link that is over says so, and nothing else', async () => {
  const stranger = await shop.clinics().visit('shop', phone)
  await stranger.open(`/pay#${'A'.repeat(43)}`)
  await stranger.page.getByRole('heading', { name: 'This link is over' }).waitFor()
  await stranger.expectAccessible()
  await stranger.picture('pay-over-phone')
  await stranger.leave()
})

inBrowser('the shop makes a link, hands it over and takes it back', async () => {
  const id = await customer('Meera Joshi', { phone: '98200 77777' })
  const keeper = await shop.enter('owner', phone)
  const { page } = keeper
  await keeper.open(`/customers/${id}`)
  await page.getByRole('heading', { name: 'Meera Joshi' }).waitFor()
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Ask for payment' }).click()
  await page.getByRole('button', { name: 'Make a link' }).tap()
  const url = await page.getByLabel('Address of the page').inputValue()
  expect(url).toMatch(/\/store\/shop\/pay#[A-Za-z0-9_-]{43}$/)
  const chat = await page.getByRole('link', { name: 'Send by WhatsApp' }).getAttribute('href')
  expect(decodeURIComponent(chat!)).toContain(
    `https://wa.me/919820077777?text=Dear Meera Joshi, you owe ₹7,850.50`,
  )
  await page.getByRole('img', { name: 'Code that opens the page' }).waitFor()
  await keeper.expectFits()
  await keeper.expectAccessible()
  await keeper.picture('ask-for-payment-phone')
  await page.getByRole('button', { name: 'Close' }).tap()
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Ask for payment' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).tap()
  await page.getByText(/taken back/).waitFor()
  const visitor = await shop.clinics().visit('shop')
  await visitor.page.goto(url)
  await visitor.page.getByRole('heading', { name: 'This link is over' }).waitFor()
  await visitor.leave()
  await keeper.leave()
})
