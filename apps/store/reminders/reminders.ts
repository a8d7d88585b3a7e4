import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { changed } from '#platform/audit/entries.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { notifyAll } from '#platform/notifications/notify.ts'
import { fillIn } from '#platform/notifications/template.ts'
import { customerOwner } from '../customers/customers.ts'
import { today } from '../days.ts'
import { drawToken, pageAddress } from '../links/links.ts'
import { makePaymentLinks } from '../payments/payments.ts'
import { type FoundCandidate, findCandidates, findSettled } from './candidates.ts'
import { amountOf, paymentReminder } from './reminder-template.ts'
import type { Candidate, SkipReason } from './reminders.contract.ts'
import type { Rules } from './rules.ts'

/** Everybody who is late, or those of them alone, with what would be said to them. */
export async function previewReminders(db: AnyTenantReader, ids?: readonly string[]): Promise<Candidate[]> {
  const candidates = await findCandidates(db, ids)
  return candidates.map(({ language, ...candidate }) => ({
    ...candidate,
    id: candidate.id as Candidate['id'], // a uuid, as the table has it
    text: fillIn(paymentReminder.texts[language].body, {
      ...variablesOf(db, { language, ...candidate }),
      link: '…',
    }),
  }))
}

interface Sent {
  written: number
  skipped: { id: string; reason: SkipReason }[]
}

/** Reminds those of them who can be, once a day each, and says why not the others. */
export async function sendReminders(
  tx: AnyTenantTx,
  customerIds: readonly string[],
  address: PlatformAddress,
): Promise<Sent> {
  const cycle = today(tx.tenant.timeZone)
  const candidates = await findCandidates(tx, customerIds)
  const settled = await findSettled(tx, customerIds, new Set(candidates.map(({ id }) => id)))
  const occasions = candidates
    .filter(({ skip }) => !skip)
    .map((candidate) => ({ candidate, rule: 'by-hand', cycle }))
  const sent: Sent = {
    written: await remind(tx, occasions, address),
    skipped: [
      ...candidates.flatMap(({ id, skip }) => (skip ? [{ id, reason: skip }] : [])),
      ...settled.map((id) => ({ id, reason: 'settled' as const })),
    ],
  }
  changed(tx, {
    entity: 'reminders',
    id: null,
    detail: { written: sent.written, skipped: sent.skipped.length },
  })
  return sent
}

/**
 * What the shop's ladder says for today: each customer once for each step that his oldest unpaid day has reached, the highest
 * alone where several have. Answers how many were written to.
 */
export async function climbLadder(tx: AnyTenantTx, rules: Rules, address: PlatformAddress): Promise<number> {
  const day = today(tx.tenant.timeZone)
  const occasions = (await findCandidates(tx)).flatMap((candidate) => {
    const late = daysBetween(candidate.oldestDueOn, day)
    const step = rules.steps.findLast((each) => each <= late)
    if (candidate.skip || step === undefined) return []
    return [{ candidate, rule: `due+${step}`, cycle: candidate.oldestDueOn }]
  })
  return remind(tx, occasions, address)
}

interface Occasion {
  candidate: FoundCandidate
  rule: string
  cycle: string
}

/**
 * Writes to all of them in a few statements, and answers to how many. Whoever was written to on this occasion before is left
 * out by the message's key; links are made for what was written alone, so that two who press at once leave none behind.
 */
async function remind(
  tx: AnyTenantTx,
  occasions: readonly Occasion[],
  address: PlatformAddress,
): Promise<number> {
  const tokens = new Map(occasions.map(({ candidate }) => [candidate.id, drawToken()]))
  const written = await notifyAll(
    tx,
    paymentReminder,
    occasions.map(({ candidate, rule, cycle }) => {
      const { id, name, phone, language } = candidate
      const link = pageAddress(address, tx.tenant, { page: 'pay', token: tokens.get(id)! })
      return {
        rule,
        cycle,
        variables: { ...variablesOf(tx, candidate), link },
        recipient: { kind: customerOwner, id, name, phone, language },
        subject: { kind: customerOwner, id },
        path: `/customers/${id}`,
      }
    }),
  )
  const reached = [...new Set(written.map(({ recipientId }) => recipientId))]
  await makePaymentLinks(
    tx,
    reached.map((customerId) => ({ customerId, token: tokens.get(customerId)! })),
  )
  return reached.length
}

function variablesOf(db: AnyTenantReader, { name, overdueMinor, language }: FoundCandidate) {
  return { name, amount: amountOf(db, overdueMinor, language), shop: db.tenant.name }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
