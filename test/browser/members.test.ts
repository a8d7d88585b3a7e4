import { afterAll, beforeAll } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp } from '#test/own-factor.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import type { Visit } from './visit.ts'

const chosen = 'grey otters walk at night'
let clinics: Clinics

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

async function signIn({ page }: Visit, email: string, secret: string) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(secret)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function describePerson({ page }: Visit, name: string, email: string, role: string) {
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Name').fill(name)
  await sheet.getByLabel('E-mail address').fill(email)
  await sheet.getByLabel(role).check()
}

/** The base of links is the deployment's own, the browser's has another port. */
const pathOf = (link: string) => {
  const { pathname, hash } = new URL(link)
  return pathname.replace(/^\/clinic\/\w+/, '') + hash
}

inBrowser('somebody is invited, joins by the link and signs in', async () => {
  const admin = await clinics.enter('acme', 'admin')
  await admin.open('/members')
  await admin.page.getByRole('heading', { name: 'Members' }).waitFor()
  await admin.page.getByRole('link', { name: 'doctor', exact: true }).waitFor()
  await admin.expectAccessible()
  await admin.picture('members')

  await admin.page.keyboard.press('n')
  await describePerson(admin, 'Grace Hopper', 'grace@example.org', 'Receptionist')
  await admin.expectAccessible()
  await admin.picture('invite')
  await admin.page.getByRole('button', { name: 'Make the invitation' }).click()
  await admin.page.getByText('It is shown here once').waitFor()
  const link = (await admin.page.getByText(/\/join#/).textContent())!
  await admin.picture('invited')
  await admin.page.getByRole('button', { name: 'Done' }).click()
  await admin.page.getByRole('heading', { name: 'Open invitations' }).waitFor()
  await admin.expectAccessible()

  const grace = await clinics.visit('acme', { viewport: { width: 375, height: 720 } })
  await grace.open(pathOf(link))
  await grace.page.getByRole('heading', { name: 'Join Acme Clinic' }).waitFor()
  await grace.page.getByRole('textbox', { name: 'New password' }).fill(chosen)
  await grace.expectAccessible()
  await grace.page.getByRole('button', { name: 'Join' }).click()
  await grace.page.waitForURL(/sign-in$/)
  await signIn(grace, 'grace@example.org', chosen)
  await grace.page.getByRole('heading', { name: 'Patients' }).waitFor()
  // What her role may not open is not offered, and refused where she goes all the same.
  await grace.expectNone(grace.page.getByRole('link', { name: 'Members' }))
  await grace.leave()

  await admin.page.reload()
  await admin.page.getByRole('link', { name: 'Grace Hopper' }).waitFor()
  await admin.expectNone(admin.page.getByRole('heading', { name: 'Open invitations' }))
  await admin.leave()
})

inBrowser('a member made at once has to change the temporary password first', async () => {
  const owner = await clinics.enter('acme', 'owner', { colorScheme: 'dark' })
  await owner.open('/members?sheet=add')
  await describePerson(owner, 'Dr. Ada Lovelace', 'ada@example.org', 'Doctor')
  await owner.page.getByRole('button', { name: 'Add', exact: true }).click()
  const temporary = (await owner.page
    .getByRole('dialog')
    .getByText(/^\w{4}(-\w{4}){3}$/)
    .textContent())!
  await owner.expectAccessible()
  await owner.picture('added-dark')
  await owner.leave()

  const ada = await clinics.visit('acme')
  await ada.open('/sign-in')
  await signIn(ada, 'ada@example.org', temporary)
  await ada.page.getByRole('heading', { name: 'Change the password' }).waitFor()
  await ada.open('/patients')
  await ada.page.getByRole('heading', { name: 'Change the password' }).waitFor()
  await ada.page.getByRole('textbox', { name: 'Present password' }).fill(temporary)
  await ada.page.getByRole('textbox', { name: 'New password' }).fill(chosen)
  await ada.page.getByRole('button', { name: 'Change the password' }).click()
  await ada.page.getByRole('heading', { name: 'Patients' }).waitFor()
  await ada.leave()
})

inBrowser('roles are changed, and a deactivated member is out at once', async () => {
  const member = await newMember(clinics.deployment, 'acme', ['viewer'])
  const nurse = await clinics.visit('acme')
  await nurse.carry(member.cookie!)
  await nurse.open('/patients')
  await nurse.page.getByRole('heading', { name: 'Patients' }).waitFor()
  await nurse.expectNone(nurse.page.getByRole('button', { name: 'Register a patient' }))

  const admin = await clinics.enter('acme', 'admin')
  await admin.open(`/members?q=${member.email}`)
  await admin.page.getByRole('link', { name: 'Ada Newcomer' }).click()
  const sheet = admin.page.getByRole('dialog')
  await sheet.getByLabel('Nurse').check()
  await admin.picture('member')
  await admin.expectAccessible()
  await sheet.getByRole('button', { name: 'Save the roles' }).click()
  await admin.page.getByText('The roles of Ada Newcomer are changed.').waitFor()
  await nurse.page.reload()
  await nurse.page.getByRole('button', { name: 'Register a patient' }).waitFor()

  await admin.page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await sheet.getByRole('button', { name: 'Deactivate' }).click()
  await admin.picture('deactivate')
  await admin.page.getByRole('dialog').last().getByRole('button', { name: 'Deactivate' }).click()
  await admin.page.getByText('Ada Newcomer is deactivated.').waitFor()
  await admin.leave()
  await nurse.page.reload()
  await nurse.page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
  await nurse.leave()
})

inBrowser('an admin resets the second factor of somebody who has lost it', async () => {
  const member = await newMember(clinics.deployment, 'acme', ['nurse'])
  await giveApp(clinics.deployment, member.accountId)
  const admin = await clinics.enter('acme', 'admin')
  await admin.open(`/members?q=${member.email}`)
  await admin.page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await admin.page.getByRole('button', { name: 'Reset the second factor' }).click()
  const modal = admin.page.getByRole('dialog', { name: 'Reset the second factor of Ada Newcomer?' })
  await modal.getByLabel('Why, and how you know').fill('She lost her phone; I know her voice.')
  await modal.getByRole('textbox', { name: 'Your own password' }).fill(password)
  await admin.expectAccessible()
  await admin.picture('reset-factor')
  await modal.getByRole('button', { name: 'Reset the second factor' }).click()
  await admin.page.getByText('The second factor of Ada Newcomer is reset.').waitFor()
  await admin.expectNone(admin.page.getByRole('button', { name: 'Reset the second factor' }))
  await admin.leave()

  const nurse = await clinics.visit('acme')
  await nurse.open('/sign-in')
  await signIn(nurse, member.email, password)
  await nurse.page.getByRole('heading', { name: 'Patients' }).waitFor()
  await nurse.leave()
})

inBrowser('what each role may do can be read, on a phone and in Hindi too', async () => {
  const phone = { viewport: { width: 375, height: 720 } }
  const owner = await clinics.enter('acme', 'owner', { ...phone, language: 'hi', colorScheme: 'dark' })
  await owner.open('/members')
  await owner.page.getByRole('heading', { name: 'सदस्य' }).waitFor()
  await owner.page.getByRole('link', { name: 'doctor', exact: true }).waitFor()
  await owner.expectAccessible()
  await owner.picture('members-phone-hindi-dark')
  await owner.expectFits()
  await owner.page.getByRole('button', { name: 'हर भूमिका क्या कर सकती है' }).click()
  await owner.page.getByRole('heading', { name: 'रिसेप्शनिस्ट' }).waitFor()
  await owner.expectAccessible()
  await owner.picture('roles-phone-hindi-dark')
  await owner.leave()
})

inBrowser('a shop’s owner has members too', async () => {
  const owner = await clinics.enter('shop', 'owner')
  await owner.open('/members')
  await owner.page.getByRole('heading', { name: 'Members' }).waitFor()
  await owner.page.getByRole('button', { name: 'What each role may do' }).click()
  await owner.page.getByRole('heading', { name: 'Owner', exact: true }).waitFor()
  await owner.leave()
})

inBrowser('somebody in two clinics switches between them, and leaves one', async () => {
  const { email } = await newMember(clinics.deployment, 'globex', ['doctor'])
  const admin = await clinics.deployment.signIn('acme', 'admin')
  const invited = await admin.post('/invitations', { email, name: 'Ada', roles: ['viewer'] })
  const person = await clinics.visit('acme')
  await person.open(pathOf(invited.json().link))
  await person.page.getByText('You have an account already').waitFor()
  await person.page.getByRole('textbox', { name: 'Password' }).fill(password)
  await person.page.getByRole('button', { name: 'Join' }).click()
  await person.page.waitForURL(/sign-in$/)
  await signIn(person, email, password)
  await person.page.getByRole('button', { name: 'Switch to another clinic or shop' }).click()
  await person.page.getByRole('link', { name: 'Globex Clinic' }).click()
  await person.page.waitForURL(/\/clinic\/globex\/patients/)
  await person.page.getByRole('button', { name: 'Switch to another clinic or shop' }).click()
  await person.page.getByRole('link', { name: 'Acme Clinic' }).click()
  await person.page.waitForURL(/\/clinic\/acme\/patients/)

  await person.page.getByRole('button', { name: /Account of/ }).click()
  await person.page.getByRole('button', { name: 'Leave Acme Clinic' }).click()
  await person.page.getByText('Your membership ends now.').waitFor()
  await person.expectAccessible()
  await person.page.getByRole('dialog').getByRole('button', { name: 'Leave Acme Clinic' }).click()
  await person.page.waitForURL(/\/clinic\/globex\/patients/)
  await person.expectNone(person.page.getByRole('button', { name: 'Switch to another clinic or shop' }))
  await person.leave()
})
