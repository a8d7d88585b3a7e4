import { expect } from 'vitest'
import type { StoreRole } from '#apps/store/roles.ts'
import { newMember } from '#test/new-member.ts'
import { atWidths, openStage } from './stage.ts'

const stage = openStage()

/** A form that stays open, with what is asked of it: the field, where it is kept, and who may write it. */
const forms = {
  shop: {
    base: 'store/shop',
    path: '/shop',
    label: 'Name for UPI',
    kept: '/shop',
    field: 'upiName',
  },
  acme: {
    base: 'clinic/acme',
    path: '/settings',
    label: 'Legal name',
    kept: '/settings/profile',
    field: 'legalName',
  },
  globex: {
    base: 'clinic/globex',
    path: '/settings',
    label: 'Name on every screen',
    kept: '/settings',
    field: 'name',
  },
} as const

async function openForm(slug: keyof typeof forms, width: number) {
  const { base, path, label, kept, field } = forms[slug]
  await stage().server.start()
  const owner = await newMember(stage().deployment, slug, ['owner' satisfies StoreRole])
  const visit = await stage().visitAt(width, `${stage().server.origin}/${base}`)
  await visit.carry(owner.cookie!)
  await visit.open(path)
  const { page } = visit
  await page.getByLabel(label).waitFor()
  await visit.settled()
  const form = page.locator('form').filter({ has: page.getByLabel(label) })
  const read = async () => (await owner.get(kept)).json()
  const elsewhere = async (value: string) => {
    const present = await read()
    delete present.can
    const isWhole = slug === 'acme'
    const answer = await owner.request({
      method: isWhole ? 'PUT' : 'PATCH',
      url: kept,
      payload: { ...(isWhole ? present : { version: present.version }), [field]: value },
    })
    expect(answer.statusCode, answer.body).toBe(200)
  }
  const press = (name: string) => form.getByRole('button', { name, exact: true }).click()
  return { visit, page, form, input: page.getByLabel(label), field, kept, owner, read, elsewhere, press }
}

for (const slug of ['shop', 'acme', 'globex'] as const) {
  atWidths(
    `a form of ${slug} keeps what is typed when an answer is lost, and saves it once: %i px`,
    async (width) => {
      const { visit, page, input, field, kept, read, press } = await openForm(slug, width)
      const { version } = await read()
      await input.fill(`Lost ${width}`)
      await stage().pressAndLoseAnswer(page, () => press('Save'), `**/api${kept}`)
      expect(await input.inputValue()).toBe(`Lost ${width}`)
      await press('Save')
      await page.getByText('The settings are saved.').first().waitFor()
      expect(await read()).toMatchObject({ [field]: `Lost ${width}`, version: version + 1 })

      await input.fill(`Lost again ${width}`)
      await stage().pressAndLoseAnswer(page, () => press('Save'), `**/api${kept}`)
      await input.fill(`Typed on ${width}`)
      await press('Save')
      await expect.poll(read).toMatchObject({ [field]: `Typed on ${width}`, version: version + 3 })
      await visit.leave()
    },
  )

  atWidths(`a form of ${slug} leaves the choice where somebody else was faster: %i px`, async (width) => {
    const { visit, page, form, input, field, read, elsewhere, press } = await openForm(slug, width)
    const faster = page.getByText('Somebody else saved this in the meantime. Your changes were not saved.')
    await input.fill(`Mine ${width}`)
    await elsewhere(`Theirs ${width}`)
    await press('Save')
    await faster.waitFor()
    await visit.settled()
    expect(await input.inputValue()).toBe(`Mine ${width}`)
    expect(await read()).toMatchObject({ [field]: `Theirs ${width}` })
    await visit.expectAccessible()
    await visit.expectFits()
    await form.scrollIntoViewIfNeeded()
    await visit.picture(`conflict-${slug}-${width}`)
    await press('Show what is saved')
    await faster.waitFor({ state: 'detached' })
    expect(await input.inputValue()).toBe(`Theirs ${width}`)

    await input.fill(`Mine again ${width}`)
    await elsewhere(`Theirs again ${width}`)
    await press('Save')
    await faster.waitFor()
    await press('Save over it')
    await page.getByText('The settings are saved.').first().waitFor()
    expect(await read()).toMatchObject({ [field]: `Mine again ${width}` })
    await visit.leave()
  })
}

atWidths('what another form saved of the same is no reason to ask: %i px', async (width) => {
  const { visit, page, input, kept, read, owner, press } = await openForm('globex', width)
  await input.fill(`Globex ${width}`)
  const { version, weekStart } = await read()
  const other = (weekStart % 7) + 1
  // Not an answer to what the page was told of before.
  const heard = page.waitForResponse(
    async (answer) =>
      answer.url().endsWith(`/api${kept}`) && answer.ok() && (await answer.json()).weekStart === other,
  )
  await owner.request({ method: 'PATCH', url: kept, payload: { weekStart: other, version } })
  await heard
  await visit.settled()
  await press('Save')
  await page.getByText('The settings are saved.').first().waitFor()
  expect(await read()).toMatchObject({ name: `Globex ${width}`, weekStart: other })
  await visit.leave()
})
