import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { TenantSlug } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { connectTo } from '#test/past-the-fence.ts'
import { recordConsent } from './contacts.ts'
import { notify } from './notify.ts'
import { deleteOldMessages } from './retention.ts'
import { customer, receiptTemplate, system } from './test/messaging.ts'

const deployment = openDeployment()

/** A message of so many days ago that came to its end, with its try. */
async function said(
  slug: TenantSlug,
  cycle: string,
  { daysAgo, state = 'delivered' }: { daysAgo: number; state?: string },
) {
  const tenant = deployment.tenant(slug)
  const phone = '+919870001234'
  const [written] = await deployment.tenancy.tables<unknown>().run(tenant, system, async (tx) => {
    await recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' })
    return notify(tx, {
      template: receiptTemplate,
      rule: 'sale',
      cycle,
      recipient: customer(phone),
      variables: { name: 'Asha', number: cycle },
    })
  })
  const { database } = tenant.placement
  const client = await connectTo(deployment.adminUrl, { database, role: 'tenantry_maintenance' })
  await client.query(
    'update core.messages set created_at = now() - make_interval(days => $1), state = $2 where id = $3',
    [daysAgo, state, written!.id],
  )
  await client.query(
    `insert into core.message_attempts (tenant_id, id, message_id, number, provider)
     values ($1, gen_random_uuid(), $2, 1, 'twilio')`,
    [tenant.id, written!.id],
  )
  await client.end()
}

const left = (slug: TenantSlug, table: string) =>
  deployment.tenancy.tables<unknown>().read(deployment.tenant(slug), system, async (db) => {
    const rows = await db
      .raw<{ count: number }>(
        sql`select count(*)::int as count from ${sql.table(table)} where tenant_id = ${db.tenantId}`,
      )
      .execute()
    return rows[0]!.count
  })

test('messages that are over and old are deleted with their tries, of the one tenant; consent stays', async () => {
  await said('shop', 'old', { daysAgo: 401 })
  await said('shop', 'young', { daysAgo: 399 })
  await said('shop', 'open', { daysAgo: 900, state: 'queued' })
  await said('depot', 'old', { daysAgo: 401 })
  const consents = await left('shop', 'core.message_consents')
  const more = await deployment.tenancy
    .tables<unknown>()
    .run(deployment.tenant('shop'), system, (tx) => deleteOldMessages(tx))
  expect(more).toBe(false)
  expect(await left('shop', 'core.messages')).toBe(2)
  expect(await left('shop', 'core.message_attempts')).toBe(2)
  expect(await left('depot', 'core.messages')).toBe(1)
  expect(await left('shop', 'core.message_consents')).toBe(consents)
})
