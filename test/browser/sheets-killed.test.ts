import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type NewMember, newMember } from '#test/new-member.ts'
import { atWidths, button, openStage } from './stage.ts'

const stage = openStage()

/** A sheet that changes one thing: how that is made, where it is, the sheet opened, and which field is typed into. */
const sheets = {
  office: {
    tenant: 'acme',
    base: 'clinic/acme',
    field: 'address',
    label: 'Address',
    make: async (owner: NewMember) => (await owner.post('/offices', { name: 'North' })).json().id,
    url: (id: string) => `/offices/${id}`,
    list: '/offices',
    page: (id: string) => `/settings?tab=offices&office=${id}`,
    open: async () => {},
  },
  practitioner: {
    tenant: 'acme',
    base: 'clinic/acme',
    field: 'speciality',
    label: 'Speciality',
    make: async (owner: NewMember) => {
      const licenceNumber = crypto.randomUUID()
      return (
        await owner.post('/practitioners', { memberId: owner.memberId, ...unspecified, licenceNumber })
      ).json().id
    },
    url: (id: string) => `/practitioners/${id}`,
    list: '/practitioners',
    page: () => '/practitioners',
    open: (page: Page) => button(page, 'Ada Newcomer').last().click(),
  },
  customer: {
    tenant: 'shop',
    base: 'store/shop',
    field: 'notes',
    label: 'Notes',
    make: async (owner: NewMember) => (await owner.post('/customers', { name: 'Asha Rao' })).json().id,
    url: (id: string) => `/customers/${id}`,
    list: undefined,
    page: (id: string) => `/customers/${id}`,
    open: (page: Page) => page.keyboard.press('e'),
  },
} as const
const unspecified = { speciality: '', qualification: '', practisingSince: null, feeMinor: null }

async function openSheet(name: keyof typeof sheets, width: number) {
  const { tenant, base, field, label, make, url, list, page: pageOf, open } = sheets[name]
  const { server, deployment, visitAt } = stage()
  await server.start()
  const owner = await newMember(deployment, tenant, ['owner'])
  const id = await make(owner)
  const visit = await visitAt(width, `${server.origin}/${base}`)
  await visit.carry(owner.cookie!)
  await visit.open(pageOf(id))
  const { page } = visit
  await page.getByRole('heading', { level: 1 }).waitFor()
  await visit.settled()
  await open(page)
  const sheet = page.getByRole('dialog')
  const input = sheet.getByLabel(label)
  await input.waitFor()
  const read = async () => {
    const answer = (await owner.get(list ?? url(id))).json()
    return list ? answer.items.find((each: { id: string }) => each.id === id) : answer
  }
  const elsewhere = async (value: string) => {
    const { version } = await read()
    const answer = await owner.patch(url(id), { [field]: value }, { 'if-match': `"${version}"` })
    expect(answer.statusCode, answer.body).toBe(200)
  }
  const press = (named: string) => sheet.getByRole('button', { name: named, exact: true }).click()
  return { visit, page, sheet, input, field, address: `**/api${url(id)}`, read, elsewhere, press }
}

for (const name of ['office', 'practitioner', 'customer'] as const) {
  atWidths(
    `the sheet of one ${name} keeps what is typed when an answer is lost, and saves it over its own: %i px`,
    async (width) => {
      const { visit, page, sheet, input, field, address, read, press } = await openSheet(name, width)
      const { version } = await read()
      await input.fill('Lost')
      await stage().pressAndLoseAnswer(page, () => press('Save'), address)
      expect(await input.inputValue()).toBe('Lost')
      await input.fill('Typed on')
      await press('Save')
      await sheet.waitFor({ state: 'detached' })
      expect(await read()).toMatchObject({ [field]: 'Typed on', version: version + 2 })
      await visit.leave()
    },
  )

  atWidths(
    `the sheet of one ${name} leaves the choice where somebody else was faster: %i px`,
    async (width) => {
      const { visit, page, sheet, input, field, read, elsewhere, press } = await openSheet(name, width)
      const faster = page.getByText('Somebody else saved this in the meantime. Your changes were not saved.')
      await input.fill('Mine')
      await elsewhere('Theirs')
      await press('Save')
      await faster.waitFor()
      expect(await input.inputValue()).toBe('Mine')
      expect(await read()).toMatchObject({ [field]: 'Theirs' })
      await visit.expectAccessible()
      await visit.expectFits()
      await visit.picture(`conflict-${name}-${width}`)
      await press('Show what is saved')
      await faster.waitFor({ state: 'detached' })
      expect(await input.inputValue()).toBe('Theirs')

      await input.fill('Mine again')
      await elsewhere('Theirs again')
      await press('Save')
      await faster.waitFor()
      await press('Save over it')
      await sheet.waitFor({ state: 'detached' })
      expect(await read()).toMatchObject({ [field]: 'Mine again' })
      await visit.leave()
    },
  )
}
