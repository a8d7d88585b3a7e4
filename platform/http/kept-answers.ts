import { createHmac } from 'node:crypto'
import type { AnyControlTx, ControlDb } from '@tenantry/tenancy'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { DomainError } from './domain-error.ts'
import { keyIn } from './idempotency.ts'

/** Whose key it is. Visitors have one owner: only who sends the same again, with the same key, is told the answer. */
interface KeyOwner {
  owner: string
  tenantId?: string
}

/** Does the effect of a creating request in this transaction, once; what it returns is the answer. */
export type Once = <T>(tx: AnyControlTx, work: () => Promise<T>) => Promise<T>

export interface KeptAnswers {
  /** Answers a creating request. `repeated`: it had been answered before, and nothing was done. */
  answer<T>(
    request: FastifyRequest,
    owner: KeyOwner,
    work: (once: Once) => Promise<T>,
  ): Promise<{ reply: T; repeated: boolean }>
}

/**
 * Keeps what creating requests of the control database answered, sealed, in the transaction of their effect. After a day
 * a key is free again.
 */
export function makeKeptAnswers(control: ControlDb<unknown>, secrets: Secrets): KeptAnswers {
  const hashKey = secrets.derive('idempotency keys 1')
  const hash = (text: string) => createHmac('sha256', hashKey).update(text).digest()

  const open = <T>({ place }: Asked, row: KeptRow): T => {
    if (!row.sameRequest) throw new DomainError('idempotency_key_reused')
    if (row.reply === null) throw new Error('An idempotency key was committed without its answer')
    return JSON.parse(secrets.open(place, row.reply).toString('utf8'))
  }

  const find = async ({ owner, keyHash, requestHash }: Asked): Promise<KeptRow | undefined> => {
    const [row] = await control.read((db) =>
      db
        .raw<KeptRow>(
          sql`select request_hash = ${requestHash} as same_request, reply from control.idempotency_keys kept
               where owner = ${owner} and key_hash = ${keyHash} and not (${expired})`,
        )
        .execute(),
    )
    return row
  }

  /** A twin that comes meanwhile waits at the key's row, and then finds the answer. */
  const once = async <T>(tx: AnyControlTx, asked: Asked, work: () => Promise<T>): Promise<T> => {
    const { owner, tenantId, keyHash, requestHash, place } = asked
    const [kept] = await tx
      .raw<KeptRow>(
        sql`with forgotten as (${deleteSomeExpired(asked)})
            insert into control.idempotency_keys as kept (owner, key_hash, tenant_id, request_hash)
            values (${owner}, ${keyHash}, ${tenantId ?? null}, ${requestHash})
            on conflict (owner, key_hash) do update set
              request_hash = case when ${expired} then excluded.request_hash else kept.request_hash end,
              reply = case when ${expired} then null else kept.reply end,
              created_at = case when ${expired} then now() else kept.created_at end
            returning request_hash = ${requestHash} as same_request, reply`,
      )
      .execute()
    if (!kept) throw new Error('The idempotency key answered no row')
    if (!kept.sameRequest || kept.reply !== null) throw new AnsweredBefore(open(asked, kept))
    const reply = await work()
    const sealed = secrets.seal(place, Buffer.from(JSON.stringify(reply)))
    tx.atCommit(
      sql`update control.idempotency_keys set reply = ${sealed} where owner = ${owner} and key_hash = ${keyHash}`,
    )
    return reply
  }

  return {
    async answer<T>(request: FastifyRequest, whose: KeyOwner, work: (once: Once) => Promise<T>) {
      const key = keyIn(request)
      if (key === undefined) return { reply: await work((_tx, act) => act()), repeated: false }
      const keyHash = hash(JSON.stringify([whose.owner, key]))
      const asked: Asked = {
        ...whose,
        keyHash,
        requestHash: hash(JSON.stringify([request.method, request.url, request.body])),
        place: {
          table: 'control.idempotency_keys',
          column: 'reply',
          rowId: `${whose.owner} ${keyHash.toString('hex')}`,
        },
      }
      const before = await find(asked)
      if (before) return { reply: open<T>(asked, before), repeated: true }
      try {
        return { reply: await work((tx, act) => once(tx, asked, act)), repeated: false }
      } catch (error) {
        // A twin was quicker: what it made may be what stood in the way of this one.
        if (error instanceof AnsweredBefore) return { reply: error.reply as T, repeated: true } // as it was kept
        const meanwhile = error instanceof DomainError ? await find(asked) : undefined
        if (!meanwhile) throw error
        return { reply: open<T>(asked, meanwhile), repeated: true }
      }
    },
  }
}

interface Asked extends KeyOwner {
  keyHash: Buffer
  requestHash: Buffer
  place: Parameters<Secrets['seal']>[0]
}

interface KeptRow {
  sameRequest: boolean
  reply: Buffer | null
}

/** Ends a transaction that would do again what is done: it is rolled back, and the kept answer is given. */
class AnsweredBefore extends Error {
  readonly reply: unknown

  constructor(reply: unknown) {
    super('The request was answered before')
    this.name = 'AnsweredBefore'
    this.reply = reply
  }
}

const expired = sql`kept.created_at < now() - interval '24 hours'`

// Each key that comes takes some old ones away, so that they need no job and never pile up. Rows that another request
// is taking away just now are left to it.
const deleteSomeExpired = ({ owner, keyHash }: Asked) => sql`
  delete from control.idempotency_keys where (owner, key_hash) in (
    select owner, key_hash from control.idempotency_keys as kept
    where ${expired} and not (owner = ${owner} and key_hash = ${keyHash})
    order by created_at limit 20 for update skip locked)`
