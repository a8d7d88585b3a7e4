import type { RawBuilder } from 'kysely'
import type { BoundStatement } from './batch.ts'
import type { Broker } from './broker.ts'
import { sendAlone, transact } from './calls.ts'
import { builderOver, type Send } from './executor.ts'
import type { CallOptions, ControlDb, ControlReader, ControlTx } from './handles.ts'
import { Lease } from './lease.ts'
import { boundOf, rawStatement } from './raw.ts'
import { type Signals, signalling } from './signals.ts'

/** Callers of the control database share one turn: it has connections of its own, apart from the tenants'. */
const everybody = 'control'
const readOnly = { text: `select set_config('transaction_read_only', 'on', true)`, values: [] }

/** The only place that makes handles of the control database. */
export function controlDb<Tables>(broker: Broker, database: string, signals: Signals): ControlDb<Tables> {
  const withLease = async <T>(options: CallOptions | undefined, work: (lease: Lease) => Promise<T>) => {
    const lease = new Lease(broker, database, everybody, options)
    try {
      return await work(lease)
    } finally {
      await lease.close()
    }
  }
  return {
    read: (work, options) =>
      withLease(options, (lease) => work(handle<ControlReader<Tables>>(sendAlone(lease, () => [readOnly])))),
    run: (work, options) => {
      const pending = signals.collect(null)
      const tx = (send: Send, closing: BoundStatement[]) =>
        Object.assign(handle<ControlTx<Tables>>(send), {
          signal: pending.signal,
          atCommit: (statement: RawBuilder<unknown>) => void closing.push(boundOf(statement)),
        }) as ControlTx<Tables>
      return signalling(pending, () =>
        withLease(options, (lease) =>
          transact(
            lease,
            'begin',
            () => [],
            (send, closing) => work(tx(send, closing)),
          ),
        ),
      )
    },
  }
}

function handle<Handle>(send: Send): Handle {
  const raw = (statement: Parameters<typeof rawStatement>[1]) => rawStatement(send, statement)
  return Object.assign(builderOver<never>(send), { raw }) as unknown as Handle // branded in the types only
}
