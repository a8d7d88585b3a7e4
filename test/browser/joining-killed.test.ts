import { expect } from 'vitest'
import { password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { atWidths, button, chosen, newAddress, openStage, signIn } from './stage.ts'
import { makeVisit, openPage } from './visit.ts'

const stage = openStage()

atWidths('an invitation lets one person in once: %i px', async (width) => {
  const { deployment, server, visitAt, pressWithoutServer, pressAndLoseAnswer, count, membersWith } = stage()
  const email = newAddress('grace')
  const admin = await visitAt(width)
  await admin.carry((await newMember(deployment, 'acme', ['admin'])).cookie!)
  await admin.open('/members?sheet=invite')
  const sheet = admin.page.getByRole('dialog')
  await sheet.getByLabel('Name').fill('Grace Hopper')
  await sheet.getByLabel('E-mail address').fill(email)
  await button(admin.page, 'Make the invitation').click()
  await sheet.getByText('Choose at least one role').waitFor()
  await sheet.getByLabel('Receptionist').check()
  await pressWithoutServer(admin.page, 'Make the invitation')
  await pressAndLoseAnswer(
    admin.page,
    () => button(admin.page, 'Make the invitation').click(),
    '**/api/invitations',
  )
  await button(admin.page, 'Make the invitation').dblclick()
  const link = (await admin.page.getByText(/\/join#/).textContent())!
  await admin.expectFits()
  await admin.leave()
  expect(await count(`select count(*)::int from control.invitations where email = $1`, [email])).toBe(1)

  const grace = await visitAt(width)
  const { page } = grace
  await page.goto(link)
  // The same link in another tab, opened before it is used here.
  const second = makeVisit(await openPage(page.context()), `${server.origin}/clinic/acme`)
  await second.page.goto(link)
  await second.page.getByRole('heading', { name: 'Join Acme Clinic' }).waitFor()
  await page.getByRole('textbox', { name: 'New password' }).fill('short')
  await button(page, 'Join').click()
  await page.getByText('This password is too short.').waitFor()
  await page.reload()
  await page.getByRole('textbox', { name: 'New password' }).fill(chosen)
  await pressWithoutServer(page, 'Join')
  await pressAndLoseAnswer(page, () => button(page, 'Join').click(), '**/api/invitations/accept')
  // He has joined: the link is over, and the page leads on.
  await button(page, 'Join').dblclick()
  await page.getByText('This link has been used').waitFor()
  await grace.expectAccessible()
  await grace.picture(`killed-join-${width}`)
  await second.page.getByRole('textbox', { name: 'New password' }).fill('another phrase of mine')
  await button(second.page, 'Join').click()
  await second.page.getByText('This link has been used').waitFor()
  await second.page.reload()
  await second.page.getByText('This link has been used').waitFor()
  await second.page.getByRole('link', { name: 'Back to the sign-in' }).waitFor()
  await second.page.close()

  await page.getByRole('link', { name: 'Back to the sign-in' }).click()
  await signIn(grace, email, 'another phrase of mine')
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill(chosen)
  await pressWithoutServer(page, 'Sign in')
  await page.getByRole('textbox', { name: 'Password' }).fill(chosen)
  await button(page, 'Sign in').dblclick()
  await page.getByRole('heading', { name: 'Patients' }).waitFor()
  await grace.expectFits()
  // What was killed has ended nobody's session.
  await server.kill()
  await server.start()
  await page.reload()
  await page.getByRole('heading', { name: 'Patients' }).waitFor()
  expect(await membersWith(email)).toBe(1)
  await grace.leave()
})

atWidths('somebody with two clinics switches, over a server that dies: %i px', async (width) => {
  const { deployment, server, visitAt } = stage()
  const { email } = await newMember(deployment, 'globex', ['doctor'])
  const admin = await deployment.signIn('acme', 'admin')
  const invited = await admin.post('/invitations', { email, name: 'Ada', roles: ['viewer'] })
  const visit = await visitAt(width)
  const { page } = visit
  await visit.open(`/join#${invited.json().link.split('#')[1]}`)
  await page.getByRole('textbox', { name: 'Password' }).fill('not her password at all')
  await button(page, 'Join').click()
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await button(page, 'Join').dblclick()
  await page.waitForURL(/sign-in$/)
  // The link is behind her, and used.
  await page.goBack()
  await visit.open('/sign-in')
  await signIn(visit, email, password)
  await visit.settled()
  await page.getByRole('button', { name: 'Switch to another clinic or shop' }).click()
  await page.getByRole('link', { name: 'Globex Clinic' }).waitFor()
  await server.kill()
  await server.start()
  await page.getByRole('link', { name: 'Globex Clinic' }).click()
  await page.waitForURL(/\/clinic\/globex\/patients/)
  await page.goBack()
  await page.waitForURL(/\/clinic\/acme\//)
  await page.getByRole('heading', { name: 'Patients' }).waitFor()
  await page.goForward()
  await page.waitForURL(/\/clinic\/globex\/patients/)
  await page.getByRole('heading', { name: 'Patients' }).waitFor()
  await visit.expectFits()
  await visit.leave()
})
