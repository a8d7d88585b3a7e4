import { openFleet } from '@tenantry/tenancy'
import { afterAll, expect, test } from 'vitest'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { zoneWhereItIs } from '#test/zones.ts'
import { type Registrar, startRegistrar } from './registrar.ts'
import { makeAsking } from './test/asking.ts'
import { endTrials, trialOver } from './trials.ts'

const deployment = openDeployment()
let registrar: Registrar
afterAll(() => registrar?.close())

test('a trial ends with its last day: read-only, with the reason, and only its own', async () => {
  const { tenancy, adminUrl, admin, files } = deployment
  const fleet = openFleet({
    adminUrl,
    masterKey,
    modules: migrationModules,
    steps: provisionSteps(files.storage),
  })
  const onError = (error: unknown) => expect.unreachable(String(error))
  registrar = startRegistrar({ tenancy, fleet, sweepMs: 20, onError })
  const { asked, register, signIn, untilOver } = makeAsking(deployment)
  const [ended, running] = [asked(), asked()]
  for (const body of [ended, running]) await untilOver((await register(body)).json().token)
  // Where it is noon, so that the last day is not over before it has been looked at.
  const zone = zoneWhereItIs(12)
  for (const [{ slug }, daysAgo] of [
    [ended, 1],
    [running, 0],
  ] as const) {
    await admin.query('update control.tenants set time_zone = $1 where slug = $2', [zone, slug])
    await admin.query(
      `update control.subscriptions set trial_ends_on = (now() at time zone $1)::date - $2::integer
        where tenant_id = (select id from control.tenants where slug = $3)`,
      [zone, daysAgo, slug],
    )
  }
  await expect.poll(() => tenancy.directory.bySlug(running.slug)?.timeZone).toBe(zone)
  expect(await endTrials(tenancy, fleet)).toEqual([ended.slug])
  expect(await endTrials(tenancy, fleet)).toEqual([])
  const statusOf = (slug: string) => tenancy.directory.bySlug(slug)
  await expect.poll(() => statusOf(ended.slug)?.status, { timeout: 20_000, interval: 10 }).toBe('suspended')
  expect(statusOf(ended.slug)).toMatchObject({ statusReason: trialOver })
  const last = (await signIn(running.slug, running.owner.email)).json()
  expect(last.tenant).toMatchObject({ status: 'active', trialDaysLeft: 0 })
})
