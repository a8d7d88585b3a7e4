import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Dice } from '#server/demo/dice.ts'
import { setCreditLimit, setOnHold } from '../accounts.ts'
import { placeHold, postHold, voidHold } from '../holds.ts'
import { postTransaction } from '../post-transaction.ts'
import { reverseTransaction } from '../reverse-transaction.ts'
import type { LedgerModel } from './model.ts'
import { payment, purchase } from './shop.ts'

export interface Decision {
  accepted: boolean
  code?: string
}

/** One thing that a client asks for, what the model thinks of it, and what it does to the model. */
export interface Ask {
  what: string
  accountId: string
  run(tx: AnyTenantTx): Promise<Decision>
  judge(): Decision
  apply(): void
}

/** Thinks of something to ask for, from what there is. */
export function makeAsker(dice: Dice, model: LedgerModel, accountIds: readonly string[]): () => Ask {
  const posted: { id: string; accountId: string; effectiveOn: string }[] = []
  const holds: { id: string; accountId: string; amountMinor: number }[] = []
  const yes = { accepted: true }
  const day = () => new Date(Date.UTC(2026, 10, dice.between(1, 28))).toISOString().slice(0, 10)

  const buy = (accountId: string): Ask => {
    const [amountMinor, effectiveOn, dueOn] = [dice.between(1, 400), day(), day()]
    const asked = purchase(accountId, amountMinor, { effectiveOn, dueOn })
    return {
      what: `buy ${amountMinor}`,
      accountId,
      run: (tx) => postTransaction(tx, asked).then(decisionOf),
      judge: () => model.judgeDebit(accountId, amountMinor),
      apply: () => {
        posted.push({ id: asked.id, accountId, effectiveOn })
        model.add(accountId, { transactionId: asked.id, effectiveOn, dueOn, amountMinor })
      },
    }
  }

  const pay = (accountId: string): Ask => {
    const [amountMinor, effectiveOn] = [dice.between(1, 500), day()]
    const asked = payment(accountId, amountMinor, { effectiveOn })
    return {
      what: `pay ${amountMinor}`,
      accountId,
      run: (tx) => postTransaction(tx, asked).then(decisionOf),
      judge: () => yes,
      apply: () => {
        posted.push({ id: asked.id, accountId, effectiveOn })
        model.add(accountId, { transactionId: asked.id, effectiveOn, dueOn: null, amountMinor: -amountMinor })
      },
    }
  }

  const reverse = (): Ask => {
    const { id: reversesId, accountId, effectiveOn } = dice.pick(posted)
    const id = newId()
    const asked = { id, reversesId, reason: 'a mistake', effectiveOn, source: 'test' }
    return {
      what: 'reverse',
      accountId,
      run: (tx) => reverseTransaction(tx, asked).then(decisionOf),
      judge: () => (model.reversed.has(reversesId) ? { accepted: false, code: 'already_reversed' } : yes),
      apply: () => model.reverse(accountId, reversesId, { transactionId: id, effectiveOn }),
    }
  }

  const hold = (accountId: string): Ask => {
    const [id, amountMinor] = [newId(), dice.between(1, 300)]
    const asked = { id, accountId, amountMinor, expiresAt: '2099-01-01T00:00:00.000Z' }
    return {
      what: `hold ${amountMinor}`,
      accountId,
      run: (tx) => placeHold(tx, asked).then(decisionOf),
      judge: () => model.judgeDebit(accountId, amountMinor),
      apply: () => {
        holds.push({ id, accountId, amountMinor })
        model.account(accountId).holds.set(id, amountMinor)
      },
    }
  }

  const endHold = (): Ask => {
    const { id, accountId, amountMinor } = dice.pick(holds)
    const [effectiveOn, dueOn] = [day(), day()]
    const asked = purchase(accountId, dice.between(1, amountMinor), { effectiveOn, dueOn })
    const voids = dice.chance(0.4)
    return {
      what: voids ? 'void' : 'post',
      accountId,
      run: (tx) =>
        voids
          ? voidHold(tx, id).then(() => yes, refusedAsConflict)
          : postHold(tx, id, asked).then(decisionOf),
      judge: () => (model.account(accountId).holds.has(id) ? yes : { accepted: false, code: 'hold_ended' }),
      apply: () => {
        model.account(accountId).holds.delete(id)
        if (voids) return
        posted.push({ id: asked.id, accountId, effectiveOn })
        const posting = asked.lines[0]!.amountMinor
        model.add(accountId, { transactionId: asked.id, effectiveOn, dueOn, amountMinor: posting })
      },
    }
  }

  const change = (accountId: string): Ask => {
    const limitMinor = dice.chance(0.2) ? null : dice.between(0, 3_000)
    const onHold = dice.chance(0.3)
    const ofLimit = dice.chance(0.6)
    return {
      what: ofLimit ? `limit ${limitMinor}` : `hold account ${onHold}`,
      accountId,
      run: async (tx) => {
        await (ofLimit ? setCreditLimit(tx, accountId, limitMinor) : setOnHold(tx, accountId, onHold))
        return yes
      },
      judge: () => yes,
      apply: () => {
        const account = model.account(accountId)
        if (ofLimit) account.limitMinor = limitMinor
        else account.onHold = onHold
      },
    }
  }

  return () => {
    const accountId = dice.pick(accountIds)
    const chance = dice.roll()
    if (chance < 0.4) return buy(accountId)
    if (chance < 0.68) return pay(accountId)
    if (chance < 0.78) return posted.length > 0 ? reverse() : buy(accountId)
    if (chance < 0.86) return hold(accountId)
    if (chance < 0.94) return holds.length > 0 ? endHold() : hold(accountId)
    return change(accountId)
  }
}

function decisionOf(outcome: { accepted: true } | { accepted: false; refusal: { code: string } }): Decision {
  return outcome.accepted ? { accepted: true } : { accepted: false, code: outcome.refusal.code }
}

function refusedAsConflict(error: unknown): Decision {
  if (error instanceof DomainError && error.code === 'conflict')
    return { accepted: false, code: 'hold_ended' }
  throw error
}
