import { beforeAll, expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import type { Candidate } from './reminders.contract.ts'
import { openShop } from '../test/open-shop.ts'
import { lateCustomersOf } from './test/late-customers.ts'

const shop = openShop()
const late = lateCustomersOf(shop)
beforeAll(async () => {
  await shop.deployment.startWorker()
})

const remind = async (id: string, visitor = shop.keeper) =>
  (await visitor.post('/reminders', { customerIds: [id] })).json()
const candidate = async (id: string, visitor = shop.keeper): Promise<Candidate> =>
  (await visitor.get(`/reminders?customerId=${id}`)).json().items[0]
const messages = async (id: string, visitor = shop.keeper) =>
  (await visitor.get(`/messages?about=${id}`)).json().items

/** Reminds somebody in a shop that has no provider, and waits until that is found. */
async function unsent(id: string, visitor = shop.keeper) {
  expect(await remind(id, visitor)).toMatchObject({ written: 1 })
  await expect.poll(async () => (await messages(id, visitor))[0].state, { timeout: 20_000 }).toBe('not_sent')
  return (await messages(id, visitor))[0]
}

test('a reminder that nobody could send has reminded nobody: it waits to be handed out', async () => {
  const id = await late('Asha')
  const { waLink } = await unsent(id)
  expect(waLink).toContain('wa.me')
  expect(await candidate(id)).toMatchObject({ skip: 'not_sent', remindedOn: null })
  expect(await remind(id)).toEqual({ written: 0, skipped: [{ id, reason: 'not_sent' }] })
  expect(await messages(id)).toHaveLength(1)
})

test('handed out by the shopkeeper himself it has reminded, and the pause begins', async () => {
  const id = await late('Ravi')
  const message = await unsent(id)
  const theirs = await unsent(await late('Foreign', {}, { by: shop.other }), shop.other)
  const handOut = (messageId: string) =>
    shop.keeper.request({ method: 'POST', url: `/messages/${messageId}/sent-by-hand` })
  expect((await handOut(theirs.id)).statusCode).toBe(404)
  expect((await handOut(message.id)).json()).toMatchObject({ state: 'sent' })
  expect(await candidate(id)).toMatchObject({ skip: 'recently_reminded', remindedOn: shop.day })
})

test('on another day it is written anew', async () => {
  const id = await late('Sita')
  await unsent(id)
  const { database } = shop.deployment.tenant('shop').placement
  await queryAsAdmin(
    shop.deployment,
    { database, role: 'tenantry_maintenance' },
    `update core.messages set created_at = created_at - interval '1 day', cycle = 'yesterday' where recipient_id = $1`,
    [id],
  )
  expect(await candidate(id)).toMatchObject({ skip: null, remindedOn: null })
  expect(await remind(id)).toMatchObject({ written: 1 })
})
