import { newId } from '@tenantry/tenancy'
import { beforeAll, expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { runCommand } from './test/run-command.ts'

const deployment = openDeployment()
beforeAll(async () => {
  for (const slug of ['shop', 'depot'] as const) {
    const keeper = await deployment.signIn(slug, 'owner')
    const { id } = (await keeper.post('/customers', { name: 'Ravi' })).json()
    await keeper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 500 })
  }
})

const check = (...line: string[]) =>
  runCommand(['ledger', 'check', ...line], {
    environment: {
      DATABASE_URL: deployment.databaseUrl,
      DATABASE_ADMIN_URL: deployment.adminUrl,
      TENANTRY_MASTER_KEY: masterKey.toString('hex'),
    },
  })

test('sound books are called sound, of one shop or of all', async () => {
  expect(await check('shop')).toEqual({ exitCode: 0, printed: 'shop: 1 transactions, sound\n', told: '' })
  const all = JSON.parse((await check('--json')).printed) as { slug: string; transactions: number }[]
  expect(
    all
      .filter(({ transactions }) => transactions === 1)
      .map(({ slug }) => slug)
      .sort(),
  ).toEqual(['depot', 'shop'])
})

test('a balance that somebody has changed is found, in that shop alone', async () => {
  const { id, placement } = deployment.tenant('shop')
  await queryAsAdmin(
    deployment,
    { database: placement.database, role: 'tenantry_maintenance' },
    `update core.ledger_accounts set debits_posted = 1 where tenant_id = $1 and owner_id is not null`,
    [id],
  )
  const found = await check('shop')
  expect(found).toMatchObject({ exitCode: 1, printed: expect.stringContaining('counters') })
  expect((await check('depot')).exitCode).toBe(0)
})

test('a shop that is not there could not be looked at', async () => {
  expect((await check('nobody')).exitCode).toBe(2)
})
