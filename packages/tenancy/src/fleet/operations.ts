import type pg from 'pg'
import { crashpoint } from './crashpoint.ts'
import { inTransaction } from './parts.ts'
import { reasonOf } from '../migrations.ts'

/** Long work on one tenant, recorded step by step, so that whatever cuts it short it can be completed or undone. */
export interface Operation {
  id: string
  kind: string
  state: 'running' | 'undoing' | 'done'
  /** Where the tenant's rows are to be. */
  server: string
  details: Record<string, unknown>
}

export interface OperationStep {
  name: string
  /** Not run again once it has finished; other steps look for themselves what is left to do. */
  once?: boolean
  run(): Promise<void>
}

/** The operation of a tenant that is neither done nor undone; there is one at most. */
export async function findUnfinished(control: pg.Client, tenantId: string): Promise<Operation | undefined> {
  const { rows } = await control.query<Operation>(
    `select id, kind, state, server, details from control.operations where tenant_id = $1 and state <> 'done'`,
    [tenantId],
  )
  return rows[0]
}

/** What the operation has begun: step → whether it finished. */
export async function stepsBegun(control: pg.Client, operationId: string): Promise<Map<string, boolean>> {
  const { rows } = await control.query<{ step: string; finished: boolean }>(
    `select step, finished_at is not null as finished from control.operation_steps
      where operation_id = $1 order by started_at`,
    [operationId],
  )
  return new Map(rows.map(({ step, finished }) => [step, finished]))
}

/**
 * Runs the steps in order, each recorded before and after. `close` is the last of them: it runs in the transaction that
 * declares the operation done. What fails is recorded with the operation, and thrown.
 */
export async function runOperation(
  control: pg.Client,
  { id, kind }: Operation,
  steps: readonly OperationStep[],
  close: OperationStep,
  onStep: (step: string) => void,
): Promise<void> {
  const begun = await stepsBegun(control, id)
  let current = close.name
  try {
    let finished: string | null = null
    for (const step of steps) {
      if (step.once && begun.get(step.name)) continue
      current = step.name
      onStep(step.name)
      await advance(control, id, finished, step.name)
      crashpoint(`${kind} ${step.name}: begun`)
      await step.run()
      crashpoint(`${kind} ${step.name}: done`)
      finished = step.name
    }
    current = close.name
    onStep(close.name)
    await advance(control, id, finished, close.name)
    crashpoint(`${kind} ${close.name}: begun`)
    await inTransaction(control, async () => {
      await close.run()
      await finish(control, id, close.name)
    })
    crashpoint(`${kind} ${close.name}: done`)
  } catch (error) {
    const failure = `${current}: ${reasonOf(error)}`
    await control
      .query('update control.operations set failure = $2 where id = $1', [id, failure])
      .catch(() => {})
    throw error
  }
}

/** One statement, and one commit, says that a step has finished and the next begins. */
async function advance(
  control: pg.Client,
  operationId: string,
  finished: string | null,
  next: string,
): Promise<void> {
  await control.query(
    `with finished as (
       update control.operation_steps set finished_at = clock_timestamp() where operation_id = $1 and step = $2
     )
     insert into control.operation_steps (operation_id, step) values ($1, $3)
     on conflict (operation_id, step) do update set started_at = clock_timestamp(), finished_at = null`,
    [operationId, finished, next],
  )
}

async function finish(control: pg.Client, operationId: string, lastStep: string): Promise<void> {
  await control.query(
    `update control.operation_steps set finished_at = clock_timestamp() where operation_id = $1 and step = $2`,
    [operationId, lastStep],
  )
  await control.query(
    `update control.operations set state = 'done', details = '{}', failure = null, finished_at = clock_timestamp()
      where id = $1`,
    [operationId],
  )
}
