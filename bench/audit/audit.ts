import type { KeyObject } from 'node:crypto'
import { JsonRows, openTenancy } from '@tenantry/tenancy'
import { listPatients } from '#apps/clinic/patients/list-patients.ts'
import type { PatientTables } from '#apps/clinic/patients/patients.tables.ts'
import type { AuditEvent } from '#platform/audit/events.ts'
import { dataGround, type Ground } from '#platform/audit/grounds.ts'
import { openReadTrail } from '#platform/audit/read-trail.ts'
import { sealKeyOf } from '#platform/audit/seal-key.ts'
import { sealOnce } from '#platform/audit/seal-once.ts'
import { verifyGround } from '#platform/audit/verify-ground.ts'
import { makeWorld } from '../http/world.ts'
import { saveReport } from '../report.ts'
import type { BenchOptions } from '../run.ts'

const connections = 128
const actor = { kind: 'system', name: 'bench' } as const

/**
 * What it costs that a read is committed to the audit before it is answered: lists of 50 patients by 128 readers of one
 * clinic, with and without. Without HTTP in between, which both would pay, so that the share is the harder one.
 */
export async function run({ quick }: BenchOptions): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const { world, close } = await makeWorld({ tenants: 10, bigTenants: [2_000], smallTenant: 20 }, say)
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const tenancy = await openTenancy({ databaseUrl: world.databaseUrl, masterKey, maxConnections: 10 })
  const tenant = tenancy.directory.bySlug(world.tenants[0]!.slug)!
  const data = tenancy.tables<PatientTables>()
  const trail = openReadTrail(tenancy)
  const list = () => data.read(tenant, actor, (db) => listPatients(db, { limit: 50 }))
  const audited = async () => {
    const { items } = await list()
    const ids = items instanceof JsonRows ? items.values('id') : items.map(({ id }) => id)
    await trail.record(tenant, eventOf(ids))
  }

  const requests = quick ? 3_000 : 10_000
  await perSecond(list, 1_000)
  await perSecond(audited, 1_000)
  const rounds: { plain: number; audited: number; share: number }[] = []
  // In turns, so that whatever else the machine does meets both.
  for (let round = 0; round < 5; round++) {
    const plain = await perSecond(list, requests)
    const written = await perSecond(audited, requests)
    rounds.push({ plain, audited: written, share: written / plain })
  }
  const share = rounds.map((each) => each.share).sort((one, other) => one - other)[2]!
  process.stdout.write(`audited reads: ${share.toFixed(2)} of the rate without, at ${connections} readers\n`)
  say('sealing and verifying')
  const chain = await measureChain(dataGround(tenancy, tenant), sealKeyOf(masterKey))
  console.table([chain])
  saveReport('audit', { quick, connections, requests, medianShare: share, rounds, chain })
  await tenancy.close()
  await close()
}

/** What was written is sealed in links of five thousand, and then verified from the first event on. */
async function measureChain(ground: Ground, key: KeyObject) {
  const begun = performance.now()
  let rest = 'more'
  while (rest !== 'none') ({ rest } = await sealOnce(ground, key))
  const sealed = performance.now()
  const verdict = await verifyGround(ground, { key, anchors: [] })
  const seconds = (millis: number) => Number((millis / 1000).toFixed(2))
  if (verdict.faults.length > 0 || verdict.unsealed > 0) throw new Error('the chain is not whole')
  return {
    events: verdict.sealed,
    'seconds to seal': seconds(sealed - begun),
    'seconds to verify': seconds(performance.now() - sealed),
  }
}

async function perSecond(work: () => Promise<unknown>, requests: number): Promise<number> {
  let left = requests
  const reader = async () => {
    while (left-- > 0) await work()
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, reader))
  return requests / ((performance.now() - start) / 1000)
}

function eventOf(patients: readonly string[]): AuditEvent {
  const about = { entity: 'patient', entityId: null, patientId: null }
  const person = { kind: 'member', id: tenantless, name: 'Bench', roles: ['doctor'] } as const
  const author = { ...person, sessionId: tenantless, ip: '127.0.0.1', requestId: tenantless }
  return {
    author,
    action: 'patients.list',
    ...about,
    outcome: 'success',
    detail: { query: { limit: 50 } },
    patients,
  }
}

const tenantless = '00000000-0000-7000-8000-000000000000'
