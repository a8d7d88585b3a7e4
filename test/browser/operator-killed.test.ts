import { inviteOperator } from '#owner/operators/operators.ts'
import type { OperatorTables } from '#owner/operators/operators.tables.ts'
import { operatorPassword } from '#test/operators.ts'
import { makeApp } from '#test/own-factor.ts'
import { atWidths, button, openStage } from './stage.ts'
import { makeVisit, openPage } from './visit.ts'

const stage = openStage()

atWidths('an operator comes in by a link once, over a server that dies: %i px', async (width) => {
  const { deployment, server, visitAt, pressWithoutServer, pressAndLoseAnswer } = stage()
  const email = `olga-${width}@operators.test`
  const { token } = await deployment.tenancy
    .control<OperatorTables>()
    .run((tx) => inviteOperator(tx, { email, name: 'Olga Operator', role: 'admin' }))
  const olga = await visitAt(width, server.ownerOrigin)
  const { page } = olga
  await olga.open(`/link#${token}`)
  const second = makeVisit(await openPage(page.context()), server.ownerOrigin)
  await second.open(`/link#${token}`)
  await second.page.getByRole('textbox', { name: 'New password' }).waitFor()
  await page.getByRole('textbox', { name: 'New password' }).fill('password1')
  await button(page, 'Go on').click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('textbox', { name: 'New password' }).fill(operatorPassword)
  await pressWithoutServer(page, 'Go on')
  await pressAndLoseAnswer(page, () => button(page, 'Go on').click(), '**/api/links/take')
  await button(page, 'Go on').dblclick()
  await page.getByText('This link has been used').waitFor()
  await olga.picture(`killed-operator-link-${width}`)
  await second.page.getByRole('textbox', { name: 'New password' }).fill('another phrase of mine')
  await button(second.page, 'Go on').click()
  await second.page.getByText('This link has been used').waitFor()
  await second.page.close()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Sign in as an operator' }).waitFor()

  const enter = async (secret: string) => {
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(secret)
    await button(page, 'Sign in').click()
  }
  await enter('another phrase of mine')
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await enter(operatorPassword)
  await page.getByTestId('secret').waitFor()
  await page.reload()
  const show = makeApp((await page.getByTestId('secret').textContent())!.trim())
  await page.getByLabel('Code of the app').fill('000000')
  await button(page, 'Confirm').click()
  await page.getByRole('alert').waitFor()
  // Nobody is there to look at it; a code that is read now may be too old when somebody is.
  await page.getByLabel('Code of the app').fill('123456')
  await pressWithoutServer(page, 'Confirm')
  await page.getByLabel('Code of the app').fill(show())
  await pressAndLoseAnswer(page, () => button(page, 'Confirm').click(), '**/api/factors/app/*/confirm')
  // The app counts, and the session has another id: she signs in again, with the next code.
  await page.getByLabel('Code of the app').fill(show())
  await button(page, 'Confirm').click()
  await page.getByRole('heading', { name: 'Sign in as an operator' }).waitFor()
  await enter(operatorPassword)
  await page.getByLabel('Code of the app').fill(show())
  await button(page, 'Go on').click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Code of the app').fill(show(1))
  await button(page, 'Go on').dblclick()
  await page.getByRole('heading', { name: 'Tenants' }).waitFor()
  await olga.expectFits()
  await page.goBack()
  await olga.open('/account')
  await button(page, 'New recovery codes').waitFor()
  await olga.leave()
})
