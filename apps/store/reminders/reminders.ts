import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { notify } from '#platform/notifications/notify.ts'
import { fillIn } from '#platform/notifications/template.ts'
import { customerOwner } from '../customers/customers.ts'
import { today } from '../days.ts'
import { makePaymentLink, paymentPageAddress } from '../payments/payments.ts'
import { type FoundCandidate, findCandidates } from './candidates.ts'
import { amountOf, paymentReminder } from './reminder-template.ts'
import type { Candidate, SkipReason } from './reminders.contract.ts'
import type { Rules } from './rules.ts'

/** Everybody who is late, with what would be said to him. */
export async function previewReminders(db: AnyTenantReader): Promise<Candidate[]> {
  const candidates = await findCandidates(db)
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
  skipped: { id: Candidate['id']; reason: SkipReason }[]
}

/** Reminds those of them who can be; who is not late any more is left out without a word. Once a day for each. */
export async function sendReminders(
  tx: AnyTenantTx,
  customerIds: readonly string[],
  address: PlatformAddress,
): Promise<Sent> {
  const sent: Sent = { written: 0, skipped: [] }
  const cycle = today(tx.tenant.timeZone)
  for (const candidate of await findCandidates(tx, customerIds)) {
    const { id, skip } = candidate
    if (skip) sent.skipped.push({ id: id as Candidate['id'], reason: skip })
    else if (await remind(tx, candidate, { rule: 'by-hand', cycle, address })) sent.written++
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
  let written = 0
  for (const candidate of await findCandidates(tx)) {
    const late = daysBetween(candidate.oldestDueOn, day)
    const step = rules.steps.findLast((each) => each <= late)
    if (candidate.skip || step === undefined) continue
    if (await remind(tx, candidate, { rule: `due+${step}`, cycle: candidate.oldestDueOn, address })) written++
  }
  return written
}

interface Occasion {
  rule: string
  cycle: string
  address: PlatformAddress
}

async function remind(tx: AnyTenantTx, candidate: FoundCandidate, { rule, cycle, address }: Occasion) {
  const { id, name, phone, language } = candidate
  if (await isSaid(tx, id, { rule, cycle })) return false
  const { token } = await makePaymentLink(tx, id)
  const link = paymentPageAddress(address, tx.tenant, token)
  const written = await notify(tx, {
    template: paymentReminder,
    rule,
    cycle,
    variables: { ...variablesOf(tx, candidate), link },
    recipient: { kind: customerOwner, id, name, phone, language },
    subject: { kind: customerOwner, id },
    path: `/customers/${id}`,
  })
  return written.length > 0
}

/** Asked before, so that no link is made for a message that is none; two at once are told apart by the message's key. */
async function isSaid(tx: AnyTenantTx, id: string, { rule, cycle }: { rule: string; cycle: string }) {
  const rows = await tx
    .raw(
      sql`select 1 from core.messages
           where tenant_id = ${tx.tenantId} and rule = ${rule} and recipient_kind = ${customerOwner}
             and recipient_id = ${id} and cycle = ${cycle}`,
    )
    .execute()
  return rows.length > 0
}

function variablesOf(db: AnyTenantReader, { name, overdueMinor, language }: FoundCandidate) {
  return { name, amount: amountOf(db, overdueMinor, language), shop: db.tenant.name }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
