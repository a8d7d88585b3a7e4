import type { Actor, Fleet, Tenancy, Tenant } from '@tenantry/tenancy'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { createAccount } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { addMember } from '#platform/members/members.ts'
import { keepPeople, listPeople, type PeopleTables } from '#platform/members/people.ts'
import { fillStore } from './demo-accounts.ts'
import { fillDoctors } from './demo-doctors.ts'
import { fillClinic } from './demo-records.ts'
import { type DemoMember, type DemoTenant, demoPassword, demoTenants } from './demo-tenants.ts'

const actor: Actor = { kind: 'system', name: 'demonstration' }

interface DemoOptions {
  fleet: Fleet
  tenancy: Tenancy
  /** Stands in the messages that customers have been sent. */
  address: PlatformAddress
  /** One line for the person at the terminal. */
  report?: (line: string) => void
}

interface Prepared {
  demo: DemoTenant
  tenant: Tenant
}

/**
 * Makes the demonstration tenants with their people, patients and customers, and what is missing of them after a start that was
 * cut short. Where all is there nothing is changed. A tenant that is no demonstration is never touched, whatever it is
 * called. Answers the demonstrations that are there.
 */
export async function prepareDemo({
  fleet,
  tenancy,
  address,
  report = () => {},
}: DemoOptions): Promise<Tenant[]> {
  const known = new Map((await fleet.list()).map((tenant) => [tenant.slug, tenant]))
  const prepared: Prepared[] = []
  for (const demo of demoTenants) {
    const { slug, name } = demo.tenant
    const found = known.get(slug)
    if (found && !found.demo) {
      report(`"${slug}" is no demonstration and stays as it is`)
      continue
    }
    if (!found) report(`Making ${name}`)
    const isWhole = found && found.status !== 'pending'
    prepared.push({ demo, tenant: isWhole ? found : await fleet.provision(demo.tenant) })
  }
  const open = prepared.filter(({ tenant }) => tenant.status === 'active')
  await addPeople(tenancy, open)
  await Promise.all(
    open.map(async ({ demo, tenant }) => {
      if (demo.patients) {
        await fillClinic(tenancy, tenant, demo.patients)
        await fillDoctors(tenancy, tenant)
      }
      if (demo.customers) await fillStore(tenancy, tenant, { customers: demo.customers, address })
    }),
  )
  return prepared.map(({ tenant }) => tenant)
}

async function addPeople(tenancy: Tenancy, prepared: Prepared[]) {
  const control = tenancy.control<IdentityTables>()
  const places = prepared.flatMap(({ demo, tenant }) => demo.members.map((member) => ({ member, tenant })))
  const there = await control.read((db) =>
    db
      .selectFrom('control.accounts as account')
      .leftJoin('control.members as member', 'member.accountId', 'account.id')
      .select(['account.id', 'account.email', 'member.tenantId'])
      .where('account.email', 'in', [...new Set(places.map(({ member }) => member.email))])
      .execute(),
  )
  const missing = places.filter(
    ({ member, tenant }) => !there.some((row) => row.email === member.email && row.tenantId === tenant.id),
  )
  if (missing.length === 0) return
  const accounts = new Map(there.map(({ email, id }) => [email, id]))
  const passwordHash = await hashPassword(demoPassword)
  await control.run(async (tx) => {
    const accountOf = async ({ email, name }: DemoMember) => {
      const id = accounts.get(email) ?? (await createAccount(tx, { email, name, passwordHash }))
      accounts.set(email, id)
      return id
    }
    for (const { member, tenant } of missing) {
      await addMember(tx, {
        tenantId: tenant.id,
        accountId: await accountOf(member),
        roles: [member.role],
      })
    }
  })
  for (const tenant of new Set(missing.map((place) => place.tenant))) {
    const people = await control.read((db) => listPeople(db, tenant.id))
    await tenancy.tables<PeopleTables>().run(tenant, actor, (tx) => keepPeople(tx, people))
  }
}
