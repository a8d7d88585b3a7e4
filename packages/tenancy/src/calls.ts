import type { BoundStatement, StatementResult } from './batch.ts'
import { TenancyError } from './errors.ts'
import type { Send } from './executor.ts'
import type { Lease } from './lease.ts'

/** What travels in front of a call's first statement: the signed context, and what the transaction may do. */
export type Preamble = (clockOffset: number) => BoundStatement[]

/** Each statement is a transaction of its own, sent with its preamble: one round trip. */
export function sendAlone(lease: Lease, preamble: Preamble): Send {
  return async (statement) => {
    const session = await lease.session()
    const before = preamble(session.clockOffset)
    return last(await session.batch([...before, statement]))
  }
}

/**
 * Runs `work` in a transaction on the lease's connection; its first statements travel with the begin, and what it leaves
 * in `closing` with the commit.
 */
export async function transact<T>(
  lease: Lease,
  begin: string,
  preamble: Preamble,
  work: (send: Send, closing: BoundStatement[]) => Promise<T>,
) {
  const closing: BoundStatement[] = []
  let opening: Promise<unknown> | undefined
  let ended = false
  const send = together(async (statements) => {
    const session = await lease.session()
    if (ended) throw new TenancyError('handle_closed', 'a statement was sent when its transaction had ended')
    if (opening) {
      await opening
      return session.batch(statements)
    }
    const first = session.batch([
      { text: begin, values: [] },
      ...preamble(session.clockOffset),
      ...statements,
    ])
    // Statements sent meanwhile wait for the begin, whatever becomes of this one.
    opening = first.catch(() => {})
    return first
  })
  let result: T
  try {
    result = await work(send, closing)
  } catch (error) {
    ended = true
    if (opening) await rollBack(lease)
    throw error
  }
  ended = true
  if (opening) await commit(lease, closing)
  else if (closing.length > 0) {
    const { clockOffset } = await lease.session()
    await commit(lease, [{ text: begin, values: [] }, ...preamble(clockOffset), ...closing])
  }
  return result
}

interface Waiting {
  statement: BoundStatement
  resolve(result: StatementResult): void
  reject(error: unknown): void
}

/** Statements that are asked for without waiting for one another, as in `Promise.all`, are delivered together, in order. */
function together(deliver: (statements: BoundStatement[]) => Promise<StatementResult[]>): Send {
  let waiting: Waiting[] = []
  const depart = async () => {
    const group = waiting
    waiting = []
    try {
      const results = await deliver(group.map(({ statement }) => statement))
      // What travelled in front of them has results too.
      const own = results.slice(results.length - group.length)
      for (const [at, { resolve }] of group.entries()) resolve(own[at]!)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
  return (statement) =>
    new Promise((resolve, reject) => {
      waiting.push({ statement, resolve, reject })
      // After all promises that are ready: each of them may have a statement of its own to add.
      if (waiting.length === 1) process.nextTick(() => void depart())
    })
}

async function commit(lease: Lease, closing: readonly BoundStatement[]): Promise<void> {
  const session = await lease.session()
  let outcome: StatementResult
  try {
    outcome = last(await session.batch([...closing, { text: 'commit', values: [] }]))
  } catch (error) {
    if (!session.broken) {
      // What failed may have been a closing statement, and then the transaction is still there.
      if (closing.length > 0) await rollBack(lease)
      throw error
    }
    throw new TenancyError('outcome_unknown', 'the connection was lost while committing', { cause: error })
  }
  // PostgreSQL answers COMMIT with ROLLBACK where a statement had failed and the caller went on regardless.
  if (outcome.command !== 'COMMIT')
    throw new TenancyError('rolled_back', 'an error in the transaction was ignored')
}

async function rollBack(lease: Lease): Promise<void> {
  const session = await lease.session().catch(() => undefined)
  if (!session || session.broken) return
  await session.batch([{ text: 'rollback', values: [] }]).catch(() => {
    session.broken = true
  })
}

function last(results: StatementResult[]): StatementResult {
  return results[results.length - 1]!
}
