import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { newMember } from '#test/new-member.ts'
import { atWidths, isUnreachable, openStage } from './stage.ts'

const stage = openStage()

async function openSettings(width: number) {
  await stage().server.start()
  const owner = await newMember(stage().deployment, 'shop', ['owner'])
  const visit = await stage().visitAt(width, `${stage().server.origin}/store/shop`)
  await visit.carry(owner.cookie!)
  await visit.open('/message-settings')
  await visit.page.getByRole('heading', { name: 'Words' }).waitFor()
  await visit.settled()
  return { owner, visit, page: visit.page }
}

/** Pressed while nobody answers, and then so that the answer is lost, in one part of the page. */
async function saveOverDeath(page: Page, part: ReturnType<Page['locator']>, button: string, url: string) {
  const { server, pressAndLoseAnswer } = stage()
  const press = part.getByRole('button', { name: button, exact: true })
  await server.kill()
  await press.click()
  await isUnreachable(page)
  await server.start()
  await pressAndLoseAnswer(page, () => press.click(), url)
  return press
}

atWidths('an account at a provider is set up and removed, over a server that dies: %i px', async (width) => {
  const { owner, visit, page } = await openSettings(width)
  const account = page.getByRole('region', { name: 'WhatsApp account' })
  await account.getByRole('button', { name: 'Set up' }).click()
  const own = `+1415523${width === 375 ? '0375' : '1280'}`
  await account.getByLabel('Sending number').fill(own)
  await account.getByLabel('Account SID').fill(`AC${'0'.repeat(32)}`)
  await account.getByLabel('Auth token').fill('a token that nobody sees again')
  const save = await saveOverDeath(page, account, 'Save', '**/api/whatsapp-sender')
  // What was typed is there still, and saving it again is no harm.
  await visit.picture(`killed-sender-${width}`)
  await save.click()
  // The first notice, for which a script comes: where a test answers for the server the browser asks for it twice, and would
  // never have it if the server died in between.
  await page.getByText('Saved.').waitFor()
  await account.getByText(`Set up: Twilio, ${own}`).waitFor()
  await page.getByText('The server could not be reached').waitFor({ state: 'detached' })
  expect((await owner.get('/whatsapp-sender')).json()).toMatchObject({ provider: 'twilio', sender: own })

  const phone = `+9198200${width === 375 ? '00375' : '01280'}`
  await account.getByLabel('Your own phone').fill(phone)
  const send = await saveOverDeath(page, account, 'Send a test message', '**/api/test-messages')
  await send.click()
  await page.getByText('Written. The list of messages shows how far it gets.').waitFor()
  const { items } = (await owner.get('/messages')).json()
  type Written = { recipient: { address: string } }
  expect(items.filter(({ recipient }: Written) => recipient.address === phone)).toHaveLength(1)

  await account.getByRole('button', { name: 'Remove', exact: true }).click()
  const asked = page.getByRole('dialog')
  const remove = await saveOverDeath(page, asked, 'Remove', '**/api/whatsapp-sender')
  await visit.picture(`killed-sender-remove-${width}`)
  await remove.click()
  await account.getByText('No account is set up.').waitFor()
  expect((await owner.get('/whatsapp-sender')).json()).toMatchObject({ provider: null })
  await visit.expectAccessible()
  await visit.expectFits()
  await visit.leave()
})

atWidths('quiet hours and own words are saved over a server that dies: %i px', async (width) => {
  const { owner, visit, page } = await openSettings(width)
  const when = page.getByRole('region', { name: 'When and how often' })
  const from = when.getByLabel('Quiet from')
  await from.fill(width === 375 ? '21:15' : '21:30')
  const save = await saveOverDeath(page, when, 'Save', '**/api/message-settings')
  // Something else is chosen before it is said that the first was saved.
  await from.fill('22:45')
  await visit.picture(`killed-quiet-${width}`)
  await save.click()
  await page.getByText('Saved.').first().waitFor()
  expect((await owner.get('/message-settings')).json()).toMatchObject({ quietFrom: '22:45' })

  await page.getByRole('button', { name: /^Edit: (Test|Trial), English/ }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Title').fill('')
  await sheet.getByRole('textbox', { name: 'Text' }).fill(`A trial of {{tenant}}, ${width}`)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByText('A title and a text of your own go together.').waitFor()
  await sheet.getByLabel('Title').fill('Trial')
  const saveWords = await saveOverDeath(page, sheet, 'Save', '**/api/message-templates/**')
  await sheet.getByRole('textbox', { name: 'Text' }).fill(`Another trial of {{tenant}}, ${width}`)
  await visit.picture(`killed-words-${width}`)
  await saveWords.click()
  await sheet.waitFor({ state: 'detached' })
  await page.getByText(`Another trial of {{tenant}}, ${width}`).waitFor()
  await visit.expectAccessible()
  await visit.expectFits()
  await visit.leave()
})
