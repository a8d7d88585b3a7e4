import type { Route } from 'playwright-core'
import { expect } from 'vitest'
import { takeDollars } from '#test/take-dollars.ts'
import { inBrowser } from './clinics.ts'
import { openShop, phone, press, chooseApartment } from './shop.ts'
import { dealWith } from './visit.ts'

const shop = openShop()

inBrowser('a purchase and a payment are keyed in with the thumb, and the last is taken back', async () => {
  const id = await shop.addCustomer('Ravi Kumar', { apartments: ['36194'] })
  const keeper = await shop.enter('owner', phone)
  const { page } = keeper
  await page.getByRole('heading', { name: 'Counter' }).waitFor()
  await press(keeper, '3619')
  await page.getByText('Tower 36 · floor 19').waitFor()
  await press(keeper, '4')
  await page.getByText('Tower 36 · floor 19 · unit 4').waitFor()
  await keeper.expectAccessible()
  await keeper.picture('counter-find')
  await page.getByRole('button', { name: 'Next', exact: true }).tap()
  // His name says nothing: it stood among the choices, over the same keypad.
  await page.getByRole('textbox', { name: 'Amount' }).waitFor()
  await page.getByText('Ravi Kumar').waitFor()
  await press(keeper, '450.5')
  await keeper.expectFits()
  await keeper.expectAccessible()
  await keeper.picture('counter-amount')
  await page.getByRole('button', { name: 'Gave credit' }).tap()
  await page.getByText('₹450.50 on credit to Ravi Kumar').waitFor()
  await page.getByText(/^Receipt INV-/).waitFor()
  await keeper.expectAccessible()
  await keeper.picture('counter-done')

  await page.getByRole('button', { name: 'Next customer' }).tap()
  await chooseApartment(keeper, '36194')
  await press(keeper, '200')
  await page.getByRole('button', { name: 'Got payment' }).tap()
  await page.getByText('₹200.00 paid by Ravi Kumar').waitFor()
  expect(await shop.statementOf(id)).toMatchObject({ closingMinor: 25_050 })

  await page.getByRole('button', { name: 'Take back' }).tap()
  const asked = page.getByRole('dialog')
  await asked.getByLabel('Reason').selectOption('Entered twice')
  await keeper.expectAccessible()
  await keeper.picture('counter-take-back')
  await asked.getByRole('button', { name: 'Take back' }).tap()
  await page.getByText('The entry is taken back.').waitFor()
  expect(await shop.statementOf(id)).toMatchObject({
    closingMinor: 45_050,
    lines: [
      { reverses: expect.any(String), reason: 'Entered twice' },
      { kind: 'payment' },
      { kind: 'purchase' },
    ],
  })
  await keeper.leave()
})

inBrowser('the counter is worked by the keyboard alone', async () => {
  const id = await shop.addCustomer('Keyboard Kiran', { apartments: ['55011'] })
  const keeper = await shop.enter('owner')
  const { page } = keeper
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  const tabTo = async (name: string) => {
    for (let at = 0; at < 40 && (await focused()) !== name; at++) await page.keyboard.press('Tab')
    expect(await focused()).toBe(name)
  }
  await page.getByRole('textbox', { name: 'Apartment, name or phone' }).waitFor()
  await page.keyboard.type('55011')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Amount' }).waitFor()
  await page.keyboard.type('120')
  await page.keyboard.press('Enter')
  await page.getByText('₹120.00 on credit to Keyboard Kiran').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Apartment, name or phone' }).waitFor()
  await page.keyboard.type('keyboard ki')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Amount' }).waitFor()
  await page.keyboard.type('20')
  await tabTo('Got payment')
  await page.keyboard.press('Enter')
  await page.getByText('₹20.00 paid by Keyboard Kiran').waitFor()
  await tabTo('Take back')
  await page.keyboard.press('Enter')
  const asked = page.getByRole('dialog')
  await asked.getByLabel('Reason').waitFor()
  await page.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  expect(await shop.statementOf(id)).toMatchObject({ closingMinor: 10_000 })
  await keeper.leave()
})

inBrowser('the keys stay under the thumb while what is found comes and goes', async () => {
  await shop.addCustomer('Lata Pawar', { apartments: ['77011'] })
  await shop.addCustomer('Mohan Pawar', { apartments: ['77012'] })
  await shop.addCustomer('Usha Pawar', { apartments: ['77013'] })
  const keeper = await shop.enter('owner', phone)
  const { page } = keeper
  const one = page.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: '1', exact: true })
  await one.waitFor()
  const before = await one.boundingBox()
  await press(keeper, '770')
  await page.getByRole('list', { name: 'Customers that fit' }).getByText('Lata Pawar').waitFor()
  expect(await one.boundingBox()).toEqual(before)
  await keeper.picture('counter-choices')
  await keeper.expectAccessible()
  await press(keeper, '99')
  await page.getByRole('button', { name: 'Next', exact: true }).tap()
  await page.getByText('Nobody found for “77099”.').waitFor()
  expect(await one.boundingBox()).toEqual(before)
  await keeper.leave()
})

inBrowser('a limit refuses with its figures, and only who may goes on with a reason', async () => {
  const id = await shop.addCustomer('Asha Verma', { apartments: ['42012'], creditLimitMinor: 50_000 })
  const helper = await shop.enter('member', phone)
  await chooseApartment(helper, '42012')
  await press(helper, '600')
  await helper.page.getByRole('button', { name: 'Gave credit' }).tap()
  await helper.page.getByText('limit ₹500.00 · owes ₹0.00 · ₹500.00 available').waitFor()
  await helper.expectAccessible()
  await helper.picture('counter-refused')
  await helper.expectNone(helper.page.getByLabel('Reason to go beyond the limit'))
  expect(await shop.statementOf(id)).toMatchObject({ lines: [] })
  await helper.page.getByRole('button', { name: 'Another amount' }).tap()
  await press(helper, '90')
  await helper.page.getByRole('button', { name: 'Add a note' }).tap()
  await helper.page.getByRole('textbox', { name: 'Note' }).fill('Nine hinges')
  await helper.picture('counter-note')
  await helper.expectAccessible()
  await helper.page.getByRole('button', { name: 'Gave credit' }).tap()
  await helper.page.getByText('₹90.00 on credit to Asha Verma').waitFor()
  expect(await shop.statementOf(id)).toMatchObject({ lines: [{ memo: 'Nine hinges', amountMinor: 9_000 }] })
  await helper.leave()

  const keeper = await shop.enter('owner', { ...phone, colorScheme: 'dark' })
  await chooseApartment(keeper, '42012')
  await press(keeper, '600')
  await keeper.page.getByRole('button', { name: 'Gave credit' }).tap()
  await keeper.page.getByLabel('Reason to go beyond the limit').fill('Pays tomorrow')
  await keeper.picture('counter-override-dark')
  await keeper.expectAccessible()
  await keeper.page.getByRole('button', { name: 'Go on all the same' }).tap()
  await keeper.page.getByText('₹600.00 on credit to Asha Verma').waitFor()
  expect(await shop.statementOf(id)).toMatchObject({ closingMinor: 69_000 })
  await keeper.leave()
})

inBrowser('an entry whose answer was lost waits in sight and is posted once', async () => {
  const id = await shop.addCustomer('Meera Joshi', { apartments: ['10056'] })
  const keeper = await shop.enter('owner', phone)
  const { page } = keeper
  await chooseApartment(keeper, '10056')
  await press(keeper, '75')
  // The server hears it; its answer does not arrive.
  const lose = (route: Route) => void route.fetch().then(() => route.abort('connectionreset'))
  const letBy = await dealWith(page, '**/purchases', lose)
  await page.getByRole('button', { name: 'Gave credit' }).tap()
  await page.getByText('1 entry waits to be sent').waitFor()
  expect(await shop.statementOf(id)).toMatchObject({ closingMinor: 7_500 })
  await keeper.expectAccessible()
  await keeper.picture('counter-waiting')
  letBy()
  await page.reload()
  await page.getByRole('heading', { name: 'Counter' }).waitFor()
  await page.getByText('1 entry waits to be sent').waitFor({ state: 'detached' })
  await expect
    .poll(() => page.evaluate(() => Object.entries(localStorage).find(([name]) => /entries/.test(name))![1]))
    .toBe('[]')
  expect((await shop.statementOf(id)).lines).toHaveLength(1)
  await keeper.leave()
})

inBrowser('what was refused while it waited is shown as refused', async () => {
  const id = await shop.addCustomer('Nitin Rao', { apartments: ['11011'], creditLimitMinor: 10_000 })
  const keeper = await shop.enter('owner', { ...phone, language: 'hi' })
  const { page } = keeper
  await keeper.open(`/counter?customer=${id}`)
  await page.getByRole('textbox', { name: 'रकम' }).fill('५००')
  await page.context().setOffline(true)
  await page.keyboard.press('Enter')
  await page.getByText('1 प्रविष्टि भेजी जानी है').waitFor()
  await page.context().setOffline(false)
  await page.getByText('भेजने पर अस्वीकार हुआ').waitFor()
  await keeper.picture('counter-refused-later-hindi')
  await keeper.expectAccessible()
  await page.getByRole('button', { name: 'देख लिया' }).tap()
  await page.getByText('भेजने पर अस्वीकार हुआ').waitFor({ state: 'detached' })
  expect(await shop.statementOf(id)).toMatchObject({ lines: [] })
  await keeper.leave()
})

inBrowser(
  'on the lowest of phones the amount and its note are in sight, whatever has to be known',
  async () => {
    const owner = await shop.owner()
    await takeDollars(owner, 15_000)
    const long = new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10)
    const id = await shop.addCustomer('Marked Manohar', {
      apartments: ['66011'],
      creditLimitMinor: 5_000_000,
      openingBalanceMinor: 4_500_000,
      openingOn: long,
    })
    const { version } = (await owner.get(`/customers/${id}`)).json()
    const answer = await owner.patch(`/customers/${id}`, { onHold: true }, { 'if-match': `"${version}"` })
    expect(answer.statusCode, answer.body).toBe(200)
    for (const { language, currency, amount, note } of [
      { language: 'en', currency: 'Currency', amount: 'Amount', note: 'Add a note' },
      { language: 'hi', currency: 'मुद्रा', amount: 'रकम', note: 'टिप्पणी जोड़ें' },
    ] as const) {
      const keeper = await shop.enter('owner', { ...phone, language })
      const { page } = keeper
      await keeper.open(`/counter?customer=${id}`)
      await page.getByRole('radiogroup', { name: currency }).waitFor()
      for (const height of [720, 667, 640]) {
        await page.setViewportSize({ width: 360, height })
        await keeper.picture(`counter-marks-${language}-${height}`)
        for (const shown of [
          page.getByText('Marked Manohar'),
          page.getByRole('textbox', { name: amount }),
          page.getByRole('button', { name: note }),
        ]) {
          expect(await shown.evaluate(isWhollyInSight), `${height} px: ${shown.toString()}`).toBe(true)
        }
        await keeper.expectAccessible()
      }
      await keeper.leave()
    }
  },
)

/** Runs in the page. Nothing lies over its edges, nor over its middle, but what stands inside the same field. */
function isWhollyInSight(element: Element) {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const points = [
    [x, y],
    [x, top + 1],
    [x, bottom - 1],
    [left + 1, y],
    [right - 1, y],
  ] as const
  const whole = element.matches('input') ? element.parentElement! : element
  return points.every((point) => whole.contains(document.elementFromPoint(...point)))
}
