import { beforeEach, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { newMember } from '#test/new-member.ts'
import { openConsole } from '#test/operators.ts'
import { atWidths, button, isUnreachable, openStage } from './stage.ts'
import { dealOnce, dealWith, type Visit } from './visit.ts'

const stage = openStage()
beforeEach(async () => {
  if (hasChromium) await stage().server.start()
})

const membersScript = '**/assets/members-page-*.js'
const registerScript = '**/assets/register-page-*.js'

async function enter(width: number, path = '/notifications') {
  const { deployment, server, visitAt } = stage()
  const owner = await newMember(deployment, 'shop', ['owner'])
  const visit = await visitAt(width, `${server.origin}/store/shop`)
  await visit.carry(owner.cookie!)
  await visit.open(path)
  await visit.page.getByRole('heading', { level: 1 }).waitFor()
  await visit.settled()
  return visit
}

/** By the page's own navigation, wherever it stands at this width. */
async function go({ page }: Visit, width: number, name: string) {
  const link = page.getByRole('link', { name, exact: true }).last()
  if (width < 500 && !(await link.isVisible()))
    await page.getByRole('navigation').getByRole('button', { name: 'More' }).click()
  await link.click()
}

/** How often the window is loaded anew from here on. */
function countLoads({ page }: Visit) {
  let loads = 0
  page.on('load', () => loads++)
  return () => loads
}

const heading = ({ page }: Visit, name: string) => page.getByRole('heading', { name, exact: true, level: 1 })
const isAbsent = (visit: Visit) => heading(visit, 'This page could not be shown').waitFor()

async function pictures(visit: Visit, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await visit.page.emulateMedia({ colorScheme })
    await visit.picture(`${name}-${colorScheme}`)
  }
}

atWidths(
  'a page opened first while the server is away comes by itself when it is back: %i px',
  async (width) => {
    const visit = await enter(width, '/customers')
    const { server } = stage()
    const loads = countLoads(visit)
    await server.kill()
    await go(visit, width, 'Members')
    await isUnreachable(visit.page)
    await isAbsent(visit)
    await pictures(visit, `lazy-killed-${width}`)
    await visit.expectAccessible()
    await visit.expectFits()
    // Everything else stays usable meanwhile.
    await go(visit, width, 'Customers')
    await heading(visit, 'Customers').waitFor()
    await go(visit, width, 'Members')
    await isAbsent(visit)
    await server.start()
    await heading(visit, 'Members').waitFor()
    await button(visit.page, 'Invite somebody').first().waitFor()
    expect(visit.path()).toBe('/members')
    await pictures(visit, `lazy-back-${width}`)
    expect(loads()).toBe(0)
    await visit.leave()
  },
)

atWidths('a page that did not come is asked for again by its button: %i px', async (width) => {
  const visit = await enter(width)
  const { page } = visit
  const loads = countLoads(visit)
  let asked = 0
  const letBy = await dealWith(page, membersScript, (route) => {
    asked++
    return route.abort('connectionrefused')
  })
  await go(visit, width, 'Members')
  await isAbsent(visit)
  const before = asked
  await button(page, 'Try again').click()
  await expect.poll(() => asked).toBeGreaterThan(before)
  letBy()
  await button(page, 'Try again').click()
  await heading(visit, 'Members').waitFor()
  expect(loads()).toBe(0)
  await visit.leave()
})

atWidths('the texts of a page that did not come are asked for again: %i px', async (width) => {
  const visit = await enter(width)
  const { page } = visit
  const letBy = await dealWith(page, '**/assets/members.en-*.js', (route) => route.abort('connectionrefused'))
  await go(visit, width, 'Members')
  await isAbsent(visit)
  letBy()
  await heading(visit, 'Members').waitFor()
  await visit.leave()
})

atWidths('in Hindi, too, a page says that it did not come: %i px', async (width) => {
  const visit = await enter(width)
  const { page } = visit
  const { server } = stage()
  await page.addInitScript(() => localStorage.setItem('tenantry.language', 'hi'))
  await page.reload()
  await heading(visit, 'सूचनाएँ').waitFor()
  await visit.settled()
  await server.kill()
  if (width < 500) await button(page, 'और').click()
  await page.getByRole('link', { name: 'सदस्य', exact: true }).last().click()
  await page.getByText('सर्वर से संपर्क नहीं हो सका').first().waitFor()
  await pictures(visit, `lazy-killed-hi-${width}`)
  await visit.expectFits()
  await server.start()
  await heading(visit, 'सदस्य').waitFor()
  await visit.leave()
})

atWidths('a sheet that did not come leaves the page as it is, and comes: %i px', async (width) => {
  const visit = await enter(width, '/customers?q=Asha')
  const { page } = visit
  const { server } = stage()
  const loads = countLoads(visit)
  await server.kill()
  await button(page, 'Add a customer').first().click()
  await isUnreachable(page)
  await heading(visit, 'Customers').waitFor()
  await pictures(visit, `lazy-sheet-${width}`)
  await visit.expectAccessible()
  await visit.expectFits()
  await server.start()
  await page.getByRole('dialog').getByLabel('Name').first().waitFor()
  expect(loads()).toBe(0)
  await visit.leave()
})

atWidths('a page whose script an earlier release had comes by one reload: %i px', async (width) => {
  const visit = await enter(width)
  const loads = countLoads(visit)
  await dealOnce(visit.page, membersScript, (route) => route.fulfill({ status: 404 }))
  await go(visit, width, 'Members')
  await heading(visit, 'Members').waitFor()
  await expect.poll(loads).toBe(1)
  expect(visit.path()).toBe('/members')
  await visit.leave()
})

atWidths(
  'a script that is gone for good is reloaded for once, and then by a person: %i px',
  async (width) => {
    const visit = await enter(width)
    const { page } = visit
    const { server } = stage()
    const loads = countLoads(visit)
    // What proxies and other servers say of it.
    const letBy = await dealWith(page, membersScript, (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><p>Welcome' }),
    )
    await go(visit, width, 'Members')
    await expect.poll(loads).toBe(1)
    await isAbsent(visit)
    await button(page, 'Reload').waitFor()
    await pictures(visit, `lazy-gone-${width}`)
    await visit.expectAccessible()
    await visit.expectFits()
    await server.kill()
    letBy()
    // Nothing is thrown away for a server that is away.
    await button(page, 'Reload').click()
    await isUnreachable(page)
    expect(loads()).toBe(1)
    await server.start()
    await heading(visit, 'Members').waitFor()
    await visit.leave()
  },
)

atWidths('what somebody has written is not lost to a new release unasked: %i px', async (width) => {
  const visit = await enter(width, '/account')
  const { page } = visit
  const loads = countLoads(visit)
  const leave = async () => {
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('button', { name: /^Leave / }).click()
  }
  await button(page, 'Change the name').click()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Asha Kulkarni')
  await visit.settled()
  await dealOnce(page, '**/assets/leave-modal-*.js', (route) => route.fulfill({ status: 404 }))
  await leave()
  await button(page, 'Reload').waitFor()
  await page.getByText('what you have typed and not saved would be lost').waitFor()
  expect(await page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('Asha Kulkarni')
  await pictures(visit, `lazy-written-${width}`)
  await visit.expectAccessible()
  await visit.expectFits()
  expect(loads()).toBe(0)
  await button(page, 'Reload').click()
  await expect.poll(loads).toBe(1)
  await button(page, 'Change the name').waitFor()
  await leave()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Leave / })
    .waitFor()
  await visit.leave()
})

atWidths(
  'a page of the console opened first while it is away comes when it is back: %i px',
  async (width) => {
    const { deployment, server, visitAt } = stage()
    const side = await openConsole(deployment)
    const operator = await side.enter('admin')
    const visit = await visitAt(width, server.ownerOrigin)
    const loads = countLoads(visit)
    await visit.carry(operator.cookie)
    await visit.open('/tenants')
    await heading(visit, 'Clinics and shops').or(heading(visit, 'Tenants')).waitFor()
    await visit.settled()
    const before = loads()
    await server.kill()
    await go(visit, width, 'Operators')
    await isUnreachable(visit.page)
    await isAbsent(visit)
    await pictures(visit, `lazy-console-${width}`)
    await visit.expectAccessible()
    await visit.expectFits()
    await server.start()
    await heading(visit, 'Operators').waitFor()
    expect(visit.path()).toBe('/operators')
    expect(loads()).toBe(before)
    await visit.leave()
    await side.close()
  },
)

atWidths('the page to register on comes when the server is back: %i px', async (width) => {
  const { server, visitAt } = stage()
  const visit = await visitAt(width, server.origin)
  const { page } = visit
  const loads = countLoads(visit)
  // It dies between the page and its script.
  await dealOnce(page, registerScript, async (route) => {
    await server.kill()
    await route.continue()
  })
  await visit.open('/register')
  await isUnreachable(page)
  await isAbsent(visit)
  await pictures(visit, `lazy-register-${width}`)
  await visit.expectAccessible()
  await visit.expectFits()
  await server.start()
  await heading(visit, 'Register a clinic or shop').waitFor()
  await pictures(visit, `lazy-register-back-${width}`)
  await expect.poll(loads).toBe(1)
  await visit.leave()
})

atWidths('a customer’s page asks again for texts that did not come: %i px', async (width) => {
  const { server, visitAt } = stage()
  const visit = await visitAt(width, `${server.origin}/store/shop`)
  const { page } = visit
  let lost = 0
  await dealOnce(page, '**/assets/pay.en-*.js', (route) => {
    lost++
    return route.abort('connectionreset')
  })
  await visit.open(`/statement#${'a'.repeat(43)}`)
  await heading(visit, 'This link is over').waitFor()
  expect(lost).toBe(1)
  await visit.expectAccessible()
  await visit.expectFits()
  await visit.leave()
})
