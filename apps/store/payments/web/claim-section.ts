import { type Call, Problem } from '#contract/call.ts'
import { readMoney, writeMoney } from '#web/format/money.ts'
import { claimPayment, type PaymentPage } from '../payment-links.contract.ts'
import { element } from '#apps/store/links/web/elements.ts'
import type { PayText } from '#apps/store/links/web/pay-texts.ts'
import type { Drawn } from './payment-page.ts'

interface Claiming {
  call: Call
  token: string
  redraw(page: PaymentPage): Promise<void>
}

/** What he has said of his payment and what the shop made of it, or the form to say it. */
export function claimSection(drawn: Drawn, claiming: Claiming): HTMLElement {
  const { page, say, money } = drawn
  const { claim, shop } = page
  const answer =
    claim &&
    element(
      'p',
      { role: 'status', tabindex: '-1', class: classes[claim.state] },
      say(wordOf(claim), {
        shop: shop.name,
        amount: money(claim.amountMinor),
        received: money(claim.receivedMinor ?? claim.amountMinor),
        reason: claim.reason ?? '',
      }),
    )
  if (claim?.state === 'open') return element('section', {}, answer)
  return element(
    'section',
    {},
    answer,
    element('h2', {}, say('iHavePaid')),
    element('p', { class: 'quiet' }, say('iHavePaidHint')),
    claimForm(drawn, claiming),
  )
}

const words = { open: 'claimOpen', confirmed: 'claimConfirmed', refused: 'claimRefused' } as const
function wordOf({ state, amountMinor, receivedMinor }: NonNullable<PaymentPage['claim']>): PayText {
  const isOther = receivedMinor !== null && receivedMinor !== amountMinor
  return isOther ? 'claimConfirmedOther' : words[state]
}

const classes = { open: '', confirmed: 'good', refused: 'bad' } as const

function claimForm({ page, say }: Drawn, { call, token, redraw }: Claiming): HTMLFormElement {
  // Made once: pressed again after a lost answer, it is the same claim.
  const id = crypto.randomUUID()
  const { currency } = page
  const owed = page.balanceMinor > 0 ? writeMoney(page.balanceMinor, currency) : ''
  const typed = { autocomplete: 'off', enterkeyhint: 'send' }
  const amount = element('input', { ...typed, inputmode: 'decimal', value: owed, required: true })
  const reference = element('input', { ...typed, maxlength: '60', autocapitalize: 'characters' })
  const problem = element('p', { role: 'alert', class: 'bad' })
  const button = element('button', { type: 'submit' }, say('say'))
  const refuse = (text: PayText, field?: HTMLInputElement) => {
    problem.textContent = say(text)
    field?.focus()
  }
  const send = async (event: Event) => {
    event.preventDefault()
    problem.textContent = ''
    const amountMinor = readMoney(amount.value, currency)
    if (!amountMinor || amountMinor < 0) return refuse('noAmount', amount)
    button.disabled = true
    try {
      await redraw(
        await call(claimPayment, {
          body: { token, id, amountMinor, reference: reference.value.trim() || null },
        }),
      )
      document.querySelector<HTMLElement>('[role=status]')?.focus()
    } catch (error) {
      button.disabled = false
      const { code, field } = error instanceof Problem ? error : { code: undefined, field: undefined }
      if (code === 'link_over') location.reload()
      else if (code === 'already_exists') refuse('knownReference', reference)
      else if (code === 'too_many_attempts') refuse('tooOften')
      else if (field === 'reference') refuse('noReference', reference)
      else if (field === 'amountMinor') refuse('noAmount', amount)
      else refuse('unreachable')
    }
  }
  return element(
    'form',
    { submit: (event) => void send(event), novalidate: true },
    element('label', {}, say('amount'), amount),
    element('label', {}, say('reference'), reference),
    problem,
    button,
  )
}
