import { createHash } from 'node:crypto'
import type { AnyTenantTx } from '@tenantry/tenancy'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { DomainError } from './domain-error.ts'

interface IdempotencyKey {
  accountId: string
  key: string
  requestHash: Buffer
}

/** The key of a creating request, bound to what it asks for. */
export function idempotencyKeyOf(request: FastifyRequest, accountId: string): IdempotencyKey | undefined {
  const key = keyIn(request)
  if (key === undefined) return undefined
  const asked = JSON.stringify([request.method, request.url, request.body])
  return { accountId, key, requestHash: createHash('sha256').update(asked).digest() }
}

/** The key that a request came with. */
export function keyIn({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new DomainError('invalid_input', { field: 'Idempotency-Key' })
}

/**
 * Does the work once per key: its reply is stored in the same transaction, so either both are there or neither. A twin
 * that comes meanwhile waits at the key's row, and then finds the reply. After a day the key is free again.
 */
export async function once<T>(
  tx: AnyTenantTx,
  { accountId, key, requestHash }: IdempotencyKey,
  work: () => Promise<T>,
) {
  const [kept] = await tx
    .raw<{ sameRequest: boolean; reply: T | null }>(
      sql`with forgotten as (${deleteSomeExpired(tx.tenantId, key)})
          insert into core.idempotency_keys as kept (tenant_id, account_id, key, request_hash)
          values (${tx.tenantId}, ${accountId}, ${key}, ${requestHash})
          on conflict (tenant_id, account_id, key) do update set
            request_hash = case when ${expired} then excluded.request_hash else kept.request_hash end,
            reply = case when ${expired} then null else kept.reply end,
            created_at = case when ${expired} then now() else kept.created_at end
          returning request_hash = ${requestHash} as same_request, reply`,
    )
    .execute()
  if (!kept) throw new Error('The idempotency key answered no row')
  if (!kept.sameRequest) throw new DomainError('idempotency_key_reused')
  if (kept.reply !== null) return kept.reply
  const reply = await work()
  tx.atCommit(
    sql`update core.idempotency_keys set reply = ${JSON.stringify(reply)}
        where tenant_id = ${tx.tenantId} and account_id = ${accountId} and key = ${key}`,
  )
  return reply
}

const expired = sql`kept.created_at < now() - interval '24 hours'`

// Each key that comes takes some old ones away, so that they need no job and never pile up. Rows that another request
// is taking away just now are left to it.
const deleteSomeExpired = (tenantId: string, key: string) => sql`
  delete from core.idempotency_keys where (tenant_id, account_id, key) in (
    select tenant_id, account_id, key from core.idempotency_keys as kept
    where tenant_id = ${tenantId} and key <> ${key} and ${expired}
    order by created_at limit 20 for update skip locked)`
