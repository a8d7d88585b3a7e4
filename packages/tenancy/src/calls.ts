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
 * Runs `work` in a transaction on the lease's connection; its first statement travels with the begin, and what it leaves
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
  const send: Send = async (statement) => {
    const session = await lease.session()
    if (opening) {
      await opening
      return last(await session.batch([statement]))
    }
    const first = session.batch([{ text: begin, values: [] }, ...preamble(session.clockOffset), statement])
    // Statements sent meanwhile wait for the begin, whatever becomes of this one.
    opening = first.catch(() => {})
    return last(await first)
  }
  let result: T
  try {
    result = await work(send, closing)
  } catch (error) {
    if (opening) await rollBack(lease)
    throw error
  }
  if (opening) await commit(lease, closing)
  else if (closing.length > 0) {
    const { clockOffset } = await lease.session()
    await commit(lease, [{ text: begin, values: [] }, ...preamble(clockOffset), ...closing])
  }
  return result
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
