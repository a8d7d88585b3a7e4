import { atWidths, button, chosen, newAddress, openStage, signIn } from './stage.ts'

const stage = openStage()

atWidths('a temporary password is changed once, and then is none: %i px', async (width) => {
  const { deployment, visitAt, pressWithoutServer, pressAndLoseAnswer } = stage()
  const email = newAddress('ada')
  const owner = await deployment.signIn('acme', 'owner')
  const made = await owner.post('/members', { email, name: 'Dr. Ada Lovelace', roles: ['doctor'] })
  const { temporaryPassword } = made.json()
  const ada = await visitAt(width)
  const { page } = ada
  await ada.open('/patients')
  await signIn(ada, email, temporaryPassword)
  await page.getByRole('heading', { name: 'Change the password' }).waitFor()
  await ada.expectFits()
  // Nowhere else, by no way.
  await page.goBack()
  await ada.open('/patients')
  await page.getByRole('heading', { name: 'Change the password' }).waitFor()
  const change = async (present: string, next: string) => {
    await page.getByRole('textbox', { name: 'Present password' }).fill(present)
    await page.getByRole('textbox', { name: 'New password' }).fill(next)
  }
  await change('not the temporary one', chosen)
  await button(page, 'Change the password').click()
  await page.getByText('That is not your password.').waitFor()
  await change(temporaryPassword, 'shorty12')
  await button(page, 'Change the password').click()
  await page.getByText('This password is too short.').waitFor()
  await change(temporaryPassword, chosen)
  await pressWithoutServer(page, 'Change the password')
  await pressAndLoseAnswer(page, () => button(page, 'Change the password').click(), '**/api/account/password')
  // The password is changed, and with it every session is another one: she signs in with what she chose.
  await button(page, 'Change the password').click()
  await page.getByText('You have been signed out.').waitFor()
  await ada.expectAccessible()
  await ada.picture(`killed-change-password-${width}`)
  await page.getByRole('link', { name: 'Back to the sign-in' }).click()
  await signIn(ada, email, temporaryPassword)
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await signIn(ada, email, chosen)
  await page.getByRole('heading', { name: 'Patients' }).waitFor()
  await ada.leave()
})
