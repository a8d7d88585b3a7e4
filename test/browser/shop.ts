import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import type { Visitor } from '#test/deployment.ts'
import { type Clinics, openClinics } from './clinics.ts'
import type { Visit } from './visit.ts'

/** What shopkeepers hold in one hand. */
export const phone = { viewport: { width: 360, height: 720 }, hasTouch: true } as const

/** The shop of a test file: open before its first test, closed after its last. */
export function openShop(prepare: (owner: Visitor, clinics: Clinics) => Promise<unknown> = async () => {}) {
  let clinics: Clinics | undefined
  beforeAll(async () => {
    if (!hasChromium) return
    clinics = await openClinics()
    await prepare(await clinics.deployment.signIn('shop', 'owner'), clinics)
  })
  afterAll(() => clinics?.close())
  const opened = () => clinics!
  /** The owner, without a browser. */
  const owner = () => opened().deployment.signIn('shop', 'owner')
  return {
    clinics: opened,
    owner,
    enter: (role: Parameters<Clinics['enter']>[1], visitor?: Parameters<Clinics['enter']>[2]) =>
      opened().enter('shop', role, visitor),
    addCustomer: async (name: string, given: object = {}): Promise<string> => {
      const answer = await (await owner()).post('/customers', { name, ...given })
      expect(answer.statusCode, answer.body).toBe(201)
      return answer.json().id
    },
    statementOf: async (customerId: string, currency = 'INR') =>
      (await (await owner()).get(`/customers/${customerId}/statement?currency=${currency}`)).json(),
  }
}

/** Types on the counter's keypad with the thumb. */
export async function press({ page }: Visit, keys: string) {
  const keypad = page.getByRole('group', { name: 'Keypad' })
  for (const key of keys) await keypad.getByRole('button', { name: key, exact: true }).tap()
}

/** Finds whoever lives in an apartment and goes on to the amount. */
export async function chooseApartment(visit: Visit, apartment: string) {
  await press(visit, apartment)
  await visit.page.getByRole('button', { name: 'Next', exact: true }).tap()
  await visit.page.getByRole('textbox', { name: 'Amount' }).waitFor()
}
