import type { Tenancy } from '@tenantry/tenancy'
import type { Route } from '#contract/route.ts'
import type { KeptAnswers, Once } from './kept-answers.ts'
import { type Exchange, exchangeOf } from './serve.ts'
import { type Mounting, mountGuarded } from './mount.ts'

/** What the platform's own routes are mounted on: those of no tenant. */
export interface PlatformHttp extends Omit<Mounting, 'appName'> {
  tenancy: Tenancy
  answers: KeptAnswers
}

/** Mounts a public route of the platform's own host. It knows no tenant and no session. */
export function servePlatform<Input, Reply>(
  http: PlatformHttp,
  contract: Route<Input, Reply>,
  handle: (request: NoInfer<Input> & { exchange: Exchange; once: Once }) => Promise<NoInfer<Reply>>,
) {
  if (contract.permission !== 'public') throw new Error(`${contract.url}: the platform knows no roles`)
  const everybody = async () => {}
  mountGuarded(
    { ...http, appName: 'platform' },
    contract,
    { guard: everybody },
    async (request, input, reply) => {
      const exchange = exchangeOf(request, reply)
      // `never` fits the handler's request: the contract's parts were checked against the schemas its type comes from.
      const work = (once?: Once) => handle({ ...input, exchange, once } as never)
      if (!contract.creates) return work()
      const answered = await http.answers.answer(request, { owner: 'visitor' }, work)
      return answered.reply
    },
  )
}
