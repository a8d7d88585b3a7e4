import type { ControlDb, Tenancy } from '@tenantry/tenancy'
import type { Route } from '#contract/route.ts'
import type { ControlAudit } from '#platform/audit/audit.ts'
import { auditedControl } from '#platform/audit/control-entries.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import { authorOfRequest } from './caller.ts'
import type { KeptAnswers, Once } from './kept-answers.ts'
import { type Mounting, mountGuarded } from './mount.ts'
import { type Exchange, exchangeOf } from './serve.ts'

/** What the platform's own routes are mounted on: those of no tenant. */
export interface PlatformHttp<Tables = unknown> extends Omit<Mounting, 'appName'> {
  tenancy: Tenancy
  control: ControlDb<Tables>
  answers: KeptAnswers
  audit: Pick<ControlAudit, 'deny'>
}

/**
 * Mounts a public route of the platform's own host. It knows no tenant and no session. What it commits through the
 * `control` it is given is written down in the same transaction, as soon as it says who acts or what has changed.
 */
export function servePlatform<Tables, Input, Reply>(
  http: PlatformHttp<Tables>,
  contract: Route<Input, Reply>,
  handle: (
    request: NoInfer<Input> & { exchange: Exchange; once: Once; control: ControlDb<Tables> },
  ) => Promise<NoInfer<Reply>>,
) {
  if (contract.permission !== 'public') throw new Error(`${contract.url}: the platform knows no roles`)
  const audited = auditOf(contract)
  const everybody = async () => {}
  const { deny } = http.audit
  mountGuarded(
    { ...http, appName: 'platform' },
    contract,
    { guard: everybody, remembered: { contract, authorOf: authorOfRequest, deny } },
    async (request, input, reply) => {
      const exchange = exchangeOf(request, reply)
      const begin = () => audited.begin(authorOfRequest(request), input)
      const { control } = auditedControl(http.control, null, begin)
      // `never` fits the handler's request: the contract's parts were checked against the schemas its type comes from.
      const work = (once?: Once) => handle({ ...input, exchange, once, control } as never)
      if (!contract.creates) return work()
      const answered = await http.answers.answer(request, { owner: 'visitor' }, work)
      return answered.reply
    },
  )
}
