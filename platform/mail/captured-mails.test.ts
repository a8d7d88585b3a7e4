import { newId } from '@tenantry/tenancy'
import { beforeAll, expect, test, vi } from 'vitest'
import { inTwoClinics } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { listCapturedMails } from './captured-mails.ts'
import type { MailTables } from './mail.tables.ts'
import { openMailer } from './mailer.ts'

const deployment = openDeployment()
beforeAll(async () => {
  await deployment.admin.query(`update control.tenants set demo = true where slug in ('acme', 'shop')`)
  await vi.waitUntil(() => deployment.tenant('acme').demo && deployment.tenant('shop').demo, {
    timeout: 20_000,
  })
})

const capture = (slug: TenantSlug | null, to: string) => {
  const mailer = openMailer({ control: deployment.tenancy.control(), from: 'post@tenantry.test' })
  const { id } = slug ? deployment.tenant(slug) : { id: undefined }
  return mailer.send({
    messageId: newId(),
    to,
    subject: `To ${to}`,
    text: 'x',
    html: 'x',
    ...(id && { tenantId: id }),
  })
}
const shown = async (slug: TenantSlug) => {
  const owner = await deployment.signIn(slug, 'owner')
  const { items } = (await owner.get('/captured-mails')).json()
  return (items as { to: string }[]).map(({ to }) => to)
}

test('the members of a demonstration see its own mails, and nobody else’s', async () => {
  await capture('acme', 'new@acme.test')
  await capture('shop', 'new@shop.test')
  await capture('globex', 'new@globex.test')
  await capture(null, 'new@platform.test')
  expect(await shown('acme')).toEqual(['new@acme.test'])
  expect(await shown('shop')).toEqual(['new@shop.test'])
  const { items } = await deployment.tenancy.control<MailTables>().read((db) => listCapturedMails(db))
  expect(items).toHaveLength(4)
})

test('a mail to somebody who has a place elsewhere is not shown, since its link opens that place', async () => {
  await capture('acme', inTwoClinics)
  await capture('acme', inTwoClinics.toUpperCase())
  expect(await shown('acme')).toEqual(['new@acme.test'])
})

test('another tenant than a demonstration shows none', async () => {
  expect(await shown('globex')).toEqual([])
})

test('pages follow each other and end', async () => {
  for (const name of ['one', 'two', 'three']) await capture('shop', `${name}@shop.test`)
  const owner = await deployment.signIn('shop', 'owner')
  const first = (await owner.get('/captured-mails?limit=2')).json()
  expect(first.items.map(({ to }: { to: string }) => to)).toEqual(['three@shop.test', 'two@shop.test'])
  const second = (await owner.get(`/captured-mails?limit=2&cursor=${first.next}`)).json()
  expect(second.items.map(({ to }: { to: string }) => to)).toEqual(['one@shop.test', 'new@shop.test'])
  expect(second.next).toBeNull()
  expect((await owner.get('/captured-mails?cursor=x')).json()).toMatchObject({
    code: 'invalid_input',
    field: 'cursor',
  })
})
