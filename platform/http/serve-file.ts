import type { TenantDb, TenantReader } from '@tenantry/tenancy'
import type { Route } from '#contract/route.ts'
import { eventOf } from '#platform/audit/entries.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import type { FileAnswer } from './file-answers.ts'
import { mount } from './mount.ts'
import { type Caller, given, type Http } from './serve.ts'

type FileHandler<Input, Given> = (
  request: NoInfer<Input> & Caller & Given,
) => FileAnswer | Promise<FileAnswer>

/** Mounts a route whose contract replies `AFile`, made of what `db` reads. Who took it is committed before it leaves. */
export function serveFile<Tables, Input>(
  http: Http<Tables>,
  contract: Route<Input, Blob>,
  handle: FileHandler<Input, { db: TenantReader<Tables> }>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (_request, caller, input) => {
    const { tenant, actor, author, signal } = caller
    const read = async (db: TenantReader<Tables>) => handle(given(input, caller, { db }))
    const file = await http.data.read(tenant, actor, read, { signal })
    await http.audit.record(tenant, eventOf(remembered.begin(author, input)))
    return file
  })
}

/**
 * The same for a file too large for memory, which leaves while it is read. The handler opens its own short reads: a client
 * that takes its time keeps no connection.
 */
export function serveLongFile<Tables, Input>(
  http: Http<Tables>,
  contract: Route<Input, Blob>,
  handle: FileHandler<Input, { data: TenantDb<Tables> }>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (_request, caller, input) => {
    const file = await handle(given(input, caller, { data: http.data }))
    await http.audit.record(caller.tenant, eventOf(remembered.begin(caller.author, input)))
    return { ...file, content: await begun(file.content) }
  })
}

/** Waits for the first piece, so that what cannot be read at all is refused as everything else is. */
async function begun(content: FileAnswer['content']): Promise<FileAnswer['content']> {
  if (typeof content === 'string' || Buffer.isBuffer(content)) return content
  const pieces = content[Symbol.asyncIterator]()
  const first = await pieces.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => pieces }
  })()
}
