import { expect } from 'vitest'
import { password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { makeApp } from '#test/own-factor.ts'
import { addAuthenticator, atWidths, button, isUnreachable, openStage } from './stage.ts'

const stage = openStage()

atWidths(
  'an authenticator app whose confirmation was lost is there, with new codes: %i px',
  async (width) => {
    const { deployment, server, visitAt, pressAndLoseAnswer } = stage()
    const member = await newMember(deployment, 'acme', ['doctor'])
    const visit = await visitAt(width)
    const { page } = visit
    await visit.carry(member.cookie!)
    await visit.open('/account')
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) })
    const begin = async () => {
      await section.getByRole('button', { name: /^(Change|Add an authenticator app)$/ }).waitFor()
      if (await section.getByRole('button', { name: 'Change', exact: true }).isVisible()) {
        await section.getByRole('button', { name: 'Change', exact: true }).click()
        await section.getByRole('textbox', { name: 'Password' }).fill(password)
        await section.getByRole('button', { name: 'Go on' }).click()
      }
      await section.getByRole('button', { name: 'Add an authenticator app' }).click()
      await page.getByLabel('QR code of the secret').waitFor()
      const secret = (await page.locator('code').first().textContent())!.replaceAll(/\s/g, '')
      return makeApp(secret)
    }
    await begin()
    // Reloaded in the middle nothing counts yet, and another secret is given.
    await page.reload()
    const show = await begin()
    await page.getByLabel('Code of the app').fill('000000')
    await page.keyboard.press('Enter')
    await section.getByRole('alert').waitFor()
    await server.kill()
    // Nobody is there to look at it; a code that is read now may be too old when somebody is.
    await page.getByLabel('Code of the app').fill('123456')
    await page.keyboard.press('Enter')
    await isUnreachable(page)
    await server.start()
    const confirm = async () => {
      await page.getByLabel('Code of the app').fill(show())
      await page.keyboard.press('Enter')
    }
    await pressAndLoseAnswer(page, confirm, '**/api/account/factors/*/confirm')
    // Every session is another one now. He comes back by the password and the next code, and makes codes that he sees.
    await page.getByLabel('Code of the app').fill(show(1))
    await page.keyboard.press('Enter')
    const back = page.getByRole('dialog', { name: 'You have been signed out' })
    await back.getByRole('textbox', { name: 'Password' }).fill(password)
    await back.getByRole('button', { name: 'Sign in', exact: true }).click()
    await back.getByLabel('Code of the app').fill(show(1))
    await visit.picture(`killed-second-step-${width}`)
    await page.keyboard.press('Enter')
    await back.waitFor({ state: 'detached' })
    await page.reload()
    await section.getByText('10 recovery codes left.').waitFor()
    let asked = 0
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/recovery-codes')) asked += 1
    })
    await section.getByRole('button', { name: 'New recovery codes' }).dblclick()
    await page.getByText('They are shown this once.').waitFor()
    // Of two sets that are made at once, the one that is shown may be the dead one.
    expect(asked).toBe(1)
    await visit.expectAccessible()
    await visit.expectFits()
    await button(page, 'I have kept them').click()
    await section.getByText('10 recovery codes left.').waitFor()
    await visit.leave()
  },
)

atWidths(
  'a passkey made while the server dies is asked for again, and opens the door: %i px',
  async (width) => {
    const { deployment, server, visitAt, pressWithoutServer } = stage()
    const member = await newMember(deployment, 'acme', ['doctor'])
    const visit = await visitAt(width)
    const { page } = visit
    await addAuthenticator(page)
    await visit.carry(member.cookie!)
    await visit.open('/account')
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) })
    await section.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name of the passkey').fill('This phone')
    await pressWithoutServer(page, 'Add a passkey')
    await button(page, 'Add a passkey').dblclick()
    await page.getByText('They are shown this once.').waitFor()
    await button(page, 'I have kept them').click()
    await section.getByText('Passkey: This phone').waitFor()
    await page.context().clearCookies()
    await visit.open('/sign-in')
    await button(page, 'Sign in with a passkey').waitFor()
    await server.kill()
    await button(page, 'Sign in with a passkey').click()
    await isUnreachable(page)
    await server.start()
    await button(page, 'Sign in with a passkey').click()
    await page.getByRole('heading', { name: 'Patients' }).waitFor()
    await visit.expectFits()
    await visit.leave()
  },
)
