import { expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { openSealingClinics } from './test/sealing-clinics.ts'

const clinics = openSealingClinics()
const { verify, tamper, sealSome } = clinics
const kinds = async (slug: 'acme' | 'globex') => (await verify(slug)).faults.map(({ kind }) => kind)

const lastSealed = `(select max(to_xid) from core.audit_seals where tenant_id = $1)`

// Each as somebody could who has all rights in the database. The change is undone, so that each stands alone.
const tamperings: [what: string, kind: string, statement: string][] = [
  [
    'an event is edited',
    'events_changed',
    `update core.audit_events set actor_name = 'Somebody else'
      where id = (select id from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1)`,
  ],
  [
    'an event is deleted',
    'events_missing',
    `delete from core.audit_events
      where id = (select id from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1)`,
  ],
  [
    'an event is put in later, under a transaction that was sealed',
    'events_added',
    `insert into core.audit_events (tenant_id, id, xid, database_id, actor_kind, action, entity, outcome)
     select tenant_id, gen_random_uuid(), xid, database_id, 'member', 'patients.read', 'patient', 'success'
       from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1`,
  ],
  [
    'a link in the middle is dropped',
    'link_missing',
    'delete from core.audit_seals where tenant_id = $1 and n = 2',
  ],
  [
    'the newest link is dropped',
    'head_missing',
    `delete from core.audit_seals where tenant_id = $1
        and n = (select max(n) from core.audit_seals where tenant_id = $1)`,
  ],
  [
    'an event is moved to another tenant',
    'events_missing',
    `update core.audit_events set tenant_id = $2
      where id = (select id from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1)`,
  ],
]

test.each(tamperings)('it is seen when %s', async (_what, kind, statement) => {
  const { deployment, acme, globex } = clinics
  await sealSome(acme)
  await sealSome(globex, 1)
  const { id, placement } = deployment.tenant('acme')
  const other = deployment.tenant('globex').id
  expect(await kinds('acme')).toEqual([])
  await keepCopy()
  await tamper('acme', statement, statement.includes('$2') ? [id, other] : [id])
  expect(await kinds('acme')).toContain(kind)
  if (statement.includes('$2')) expect(await kinds('globex')).toContain('events_added')
  await restoreCopy()
  expect(await kinds('acme')).toEqual([])
  expect(await kinds('globex')).toEqual([])

  async function keepCopy() {
    await asOwner(`create table core.kept_events as select * from core.audit_events;
      create table core.kept_seals as select * from core.audit_seals;
      grant select on core.kept_events, core.kept_seals to tenantry_maintenance`)
  }
  async function restoreCopy() {
    for (const table of ['events', 'seals']) {
      await tamper('acme', `delete from core.audit_${table}`)
      await tamper('acme', `insert into core.audit_${table} select * from core.kept_${table}`)
    }
    await asOwner('drop table core.kept_events, core.kept_seals')
  }
  function asOwner(text: string) {
    const { database } = placement
    // Row security would hide every row from the owner: the copy is made as a role that it does not bind.
    return queryAsAdmin(
      deployment,
      { database, role: 'tenantry_owner' },
      'grant create on schema core to tenantry_maintenance',
    ).then(() => queryAsAdmin(deployment, { database, role: 'tenantry_maintenance' }, text))
  }
})
