import { lookAtPaymentPage, type PaymentPage } from '../payment-links.contract.ts'
import { claimSection } from './claim-section.ts'
import { drawing, element } from '#apps/store/links/web/elements.ts'
import {
  type Asking,
  type DrawnWith,
  drawnIn,
  heading,
  lineRow,
  openPage,
  show,
} from '#apps/store/links/web/page-parts.ts'
import type { PayLanguage } from '#apps/store/links/web/pay-texts.ts'

/** What every part of the page is drawn with. */
export type Drawn = DrawnWith<PaymentPage>

/** The page on which a customer pays: what he owes, how to pay it, and what it is made of. */
export function openPaymentPage(root: HTMLElement): Promise<void> {
  return openPage(root, ({ call, token }) => call(lookAtPaymentPage, { body: { token } }), draw)

  async function draw(page: PaymentPage, language: PayLanguage, asking: Asking) {
    const drawn = await drawnIn(language, page, 'title')
    const other = language === 'en' ? 'hi' : 'en'
    show(
      root,
      heading(drawn, { other, choose: () => void draw(page, other, asking) }),
      owedSection(drawn),
      claimSection(drawn, { ...asking, redraw: (next) => draw(next, language, asking) }),
      statementSection(drawn),
      drawn.validUntil,
    )
  }
}

function owedSection({ page, say, money }: Drawn) {
  const { balanceMinor, upi, shop, others } = page
  const further = others.map((each) =>
    element('p', {}, say('oweToo', { amount: money(each.balanceMinor, each.currency) })),
  )
  const amount = money(Math.abs(balanceMinor))
  if (balanceMinor <= 0) {
    return element(
      'section',
      {},
      further.length === 0 && element('h2', {}, say('nothingDue')),
      balanceMinor < 0 && element('p', {}, say('advance', { amount })),
      ...further,
    )
  }
  return element(
    'section',
    {},
    element('h2', {}, say('youOwe', { shop: shop.name })),
    element('p', { class: 'amount' }, amount),
    ...further,
    ...(upi
      ? [
          element('a', { class: 'act', href: upi.uri }, say('payByUpi', { amount })),
          element('p', { class: 'quiet' }, say('payTo', { name: upi.name, id: upi.id })),
          element('p', {}, say('orScan')),
          drawing(upi.qr, say('upiQr')),
        ]
      : [element('p', {}, say('noUpi'))]),
  )
}

function statementSection(drawn: Drawn) {
  const { page, say } = drawn
  if (page.lines.length === 0) return undefined
  return element(
    'section',
    {},
    element('h2', { id: 'statement' }, say('statement')),
    element(
      'table',
      { 'aria-labelledby': 'statement' },
      element('tbody', {}, ...page.lines.map((line) => lineRow(drawn, line))),
    ),
  )
}
